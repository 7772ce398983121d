package io.ngxscope.agent.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.ngxscope.agent.aggregate.FoldedStacks;
import io.ngxscope.agent.foreign.ForeignProfiles.Loaded;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of other tools: what they are taken for, and what comes out. */
class ForeignProfilesTest {
  private static final Path FIXTURES = Path.of("src/test/resources/io/ngxscope/agent/foreign");
  @TempDir Path folder;

  @Test
  void foldedStacksOfEqualFramesAddUpWhateverTheirOrder() throws Exception {
    Loaded loaded = read("# a comment\na;b 1\na;b;c 2\r\na 4\n\na;b 8\nx;b 16\na;bc 32\na;b;c 64");
    assertThat(folded(loaded))
        .containsExactlyInAnyOrder("a 4", "a;b 9", "a;b;c 66", "a;bc 32", "x;b 16");
    assertThat(format(loaded)).isEqualTo("folded stacks");
    assertThat(loaded.profile().unit()).isEqualTo("samples");
  }

  @Test
  void fractionsAreRoundedAndWhatIsNoStackIsCounted() throws Exception {
    Loaded loaded = read("a;b 1.5\na 2.25\nno weight\n 7\nc -3\nd 99999999999999999999\n");
    assertThat(folded(loaded)).containsExactlyInAnyOrder("a;b 2", "a 2");
    assertThat(loaded.sources().get(0).notes())
        .contains("2 weights with fractions were rounded.")
        .contains("4 lines were not understood and left out.");
  }

  @Test
  void labelsOfNgxscopeBecomeItsFramesAndOthersStayWhatTheyAre() throws Exception {
    Profile profile =
        read("nginx+0x1f;f@/a/b.lua:3;do_wait_[k];[builtin] string.rep;std::f:12;+0x0A;; 1\n")
            .profile();
    assertThat(profile.frames().get(0)).isInstanceOf(Frame.Native.class);
    assertThat(profile.frames().get(1))
        .isEqualTo(new Frame.Lua("f", "/a/b.lua", 0, 3, Frame.LuaMode.INTERPRETED));
    assertThat(profile.frames().get(2)).isEqualTo(new Frame.Kernel("do_wait"));
    assertThat(profile.frames().get(3)).isEqualTo(new Frame.Fast("string.rep"));
    assertThat(FoldedStacks.label(profile.frames().get(4))).isEqualTo("std::f:12");
    assertThat(profile.frames().get(4)).isInstanceOf(Frame.Native.class);
    assertThat(FoldedStacks.label(profile.frames().get(5))).isEqualTo("+0x0A");
    assertThat(profile.frames().get(6)).isEqualTo(new Frame.Unknown("no name"));
  }

  /** Random stacks: the path that is kept between lines must never lead astray. */
  @Test
  void aShuffledFileGivesTheSameAsASortedOne() throws Exception {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      StringBuilder line = new StringBuilder("main");
      for (int depth = random.nextInt(6); depth > 0; depth--) {
        line.append(';')
            .append("ab".repeat(random.nextInt(3)))
            .append((char) ('a' + random.nextInt(3)));
      }
      lines.add(line + " " + (1 + random.nextInt(9)));
    }
    List<String> shuffled = folded(read(String.join("\n", lines)));
    long total =
        lines.stream().mapToLong(l -> Long.parseLong(l.substring(l.indexOf(' ') + 1))).sum();
    lines.sort(null);
    assertThat(folded(read(String.join("\n", lines))))
        .containsExactlyInAnyOrderElementsOf(shuffled);
    assertThat(
            shuffled.stream().mapToLong(l -> Long.parseLong(l.substring(l.indexOf(' ') + 1))).sum())
        .isEqualTo(total);
  }

  @ParameterizedTest
  @CsvSource({"gzip", "zstd"})
  void packedFilesAreUnpacked(String packing) throws Exception {
    StringBuilder text = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 40_000; i++) {
      text.append("a;b").append(random.nextInt(1 << 30)).append(" 1\n");
    }
    byte[] packed = packed(packing, text.toString());
    Loaded whole = load(packed);
    assertThat(whole.sources().get(0).stacks()).isEqualTo(40_000);
    assertThat(format(whole)).isEqualTo("folded stacks, packed by " + packing);
  }

  @Test
  void aGzipFileThatBreaksOffIsReadUpToThere() throws Exception {
    StringBuilder text = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 40_000; i++) {
      text.append("a;b").append(random.nextInt(1 << 30)).append(" 1\n");
    }
    byte[] packed = packed("gzip", text.toString());
    Loaded cut = load(Arrays.copyOf(packed, packed.length * 3 / 4));
    assertThat(cut.sources().get(0).stacks()).isBetween(1L, 39_999L);
    assertThat(cut.sources().get(0).notes()).anyMatch(note -> note.startsWith("The file breaks"));
  }

  @ParameterizedTest
  @CsvSource({"gzip, 20", "zstd, 14", "gzip, 3", "zstd, 5"})
  void aPackedFileThatBreaksOffAtOnceIsAnError(String packing, int bytes) throws Exception {
    byte[] packed = packed(packing, "a;b 1\n".repeat(1_000));
    assertThatThrownBy(() -> load(Arrays.copyOf(packed, bytes)))
        .isInstanceOf(DiagnosticException.BadRecording.class);
  }

  @Test
  void anEmptyFileIsAnEmptyProfile() throws Exception {
    assertThat(read("").profile().total()).isZero();
    assertThat(format(read(" \n\n"))).isEqualTo("empty file");
  }

  @Test
  void stacksMayBeVeryDeep() throws Exception {
    Loaded loaded = read("a;".repeat(4_999) + "a 1\n");
    assertThat(loaded.profile().size()).isEqualTo(5_001);
  }

  @ParameterizedTest
  @CsvSource({
    "PERFILE2xxxxxxxx, perf's own binary recording",
    "{\"ngxr\":1}, a recording of ngxscope",
    "just some words, none of the formats"
  })
  void whatIsNoProfileIsSaidToBeNone(String text, String words) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining(words);
  }

  @Test
  void unitsAreNotMixed() throws Exception {
    Path folded = write("a.folded", "a;b 1\n".getBytes(UTF_8));
    List<String> both = List.of(folded.toString(), FIXTURES.resolve("speedscope.json").toString());
    assertThatThrownBy(() -> ForeignProfiles.read(both, PerfOptions.NONE, null))
        .isInstanceOf(DiagnosticException.Usage.class);
  }

  @Test
  void bpftraceMapsAreReadWhateverTheirKeys() {
    Loaded loaded = fixture("bpftrace.txt", PerfOptions.NONE);
    assertThat(format(loaded)).isEqualTo("bpftrace map");
    assertThat(folded(loaded))
        .containsExactlyInAnyOrder(
            "4711;nginx;main:loop;__read;schedule;finish_task_switch 3",
            "do_nanosleep 2",
            "12;nginx 5",
            "0x7f10b9594000;lua_pcall 4");
  }

  @Test
  void systemTapStacksAreReadWithTheirCounts() {
    Loaded loaded = fixture("stap.txt", PerfOptions.NONE);
    assertThat(format(loaded)).isEqualTo("SystemTap stacks");
    assertThat(folded(loaded))
        .containsExactlyInAnyOrder(
            "cpu_idle;default_idle;native_safe_halt 2404",
            "main;ngx_http_lua_run_thread;lua_pcall 12",
            "0x7f10b9594ec5 1");
  }

  @Test
  void speedscopeProfilesAreReadWithTheirUnitsEachBelowItsName() {
    Loaded loaded = fixture("speedscope.json", PerfOptions.NONE);
    assertThat(format(loaded)).isEqualTo("speedscope file");
    assertThat(loaded.profile().unit()).isEqualTo("microseconds");
    assertThat(folded(loaded))
        .containsExactlyInAnyOrder(
            "main thread;handler@/app/x.lua:7;read 2000",
            "main thread;handler@/app/x.lua:7 250",
            "main thread 125",
            "worker;handler@/app/x.lua:7;read 500000",
            "worker;handler@/app/x.lua:7 2500000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"profiles\":[]}",
        "{\"profiles\":[{\"type\":\"sampled\",\"unit\":\"none\",\"samples\":[[0]],\"weights\":[1]}]}",
        "{\"profiles\":[{\"samples\":[[0],[0]],\"weights\":[1]}]}",
        "{\"profiles\":[{\"samples\":[[-1]],\"weights\":[1]}]}",
        "{\"profiles\":[{\"samples\":[[0]],\"weights\":[-1]}]}",
        "{\"profiles\":[{\"samples\":[[99999999999]]}]}",
        "{\"profiles\":[{\"events\":[{\"type\":\"C\",\"frame\":0,\"at\":1}]}]}",
        "{\"profiles\":[{\"samples\":[[",
        "{\"profiles\":7}",
        "{\"shared\":7,\"profiles\":[]}"
      })
  void aBrokenSpeedscopeFileIsAnError(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(DiagnosticException.BadRecording.class);
  }

  @Test
  void aPprofFileWithAnyByteChangedOrCutOffIsReadOrRefusedAndNothingElse() throws Exception {
    byte[] sound = Files.readAllBytes(FIXTURES.resolve("small.pb"));
    assertThat(format(load(sound))).isEqualTo("pprof profile");
    for (int i = 0; i < sound.length; i++) {
      for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
        byte[] broken = sound.clone();
        broken[i] = (byte) value;
        refusedOrRead(broken);
      }
      refusedOrRead(Arrays.copyOf(sound, i));
    }
  }

  private void refusedOrRead(byte[] file) throws IOException {
    try {
      assertThat(load(file).profile().total()).isNotNegative();
    } catch (DiagnosticException e) {
      assertThat(e.getMessage()).contains("file");
    }
  }

  private Loaded fixture(String name, PerfOptions options) {
    return ForeignProfiles.read(List.of(FIXTURES.resolve(name).toString()), options, null);
  }

  private Loaded read(String text) throws IOException {
    return load(text.getBytes(UTF_8));
  }

  private Loaded load(byte[] bytes) throws IOException {
    return ForeignProfiles.read(List.of(write("file", bytes).toString()), PerfOptions.NONE, null);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] packed(String by, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        by.equals("gzip") ? new GZIPOutputStream(bytes) : new ZstdOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String format(Loaded loaded) {
    return loaded.sources().get(0).format();
  }

  static List<String> folded(Loaded loaded) {
    List<String> lines = new ArrayList<>();
    Samples samples = loaded.profile().samples();
    for (int i = 0; i < samples.size(); i++) {
      lines.add(FoldedStacks.encode(loaded.profile().stack(samples.node(i)), samples.weight(i)));
    }
    return lines;
  }
}
