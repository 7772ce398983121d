package io.ngxscope.agent.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException.BadRecording;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Well-packed recordings whose text is made to hurt. */
class HostileRecordingTest {
  private static final ReaderLimits SMALL = new ReaderLimits(1 << 20, 1 << 16, 1000, 100);
  private static final String WORKER = "\"pid\":1,\"start_ticks\":1";
  private List<String> lines;

  @BeforeEach
  void readGolden() throws IOException {
    Path golden = Path.of("src/test/resources/io/ngxscope/agent/recording/fixture.jsonl");
    lines = Files.readAllLines(golden);
  }

  @Test
  void theUnharmedLinesAreRead() {
    assertThat(read(lines)).isEqualTo(Fixture.recording());
  }

  @Test
  void unknownKindsOfLinesAreSkippedAndCounted() {
    List<String> newer = new ArrayList<>(lines);
    newer.add(3, "{\"t\":\"hologram\",\"depth\":3}");
    newer.add(3, "{\"t\":\"worker\",\"what\":\"cloned\"," + WORKER + "}");
    Recording read = read(newer);
    assertThat(read.blocks()).isEqualTo(Fixture.recording().blocks());
    assertThat(read.quality().notes()).anyMatch(n -> n.startsWith("2 lines"));
  }

  @Test
  void unknownFieldsAreIgnored() {
    List<String> newer = lines.stream().map(l -> l.replaceFirst("\\{", "{\"new\":[1],")).toList();
    assertThat(read(newer)).isEqualTo(Fixture.recording());
  }

  @Test
  void aNewerFormatIsRefusedWithAdvice() {
    List<String> newer = List.of(lines.get(0).replace("\"ngxr\":1", "\"ngxr\":2"));
    assertThatThrownBy(() -> read(newer))
        .isInstanceOfSatisfying(
            BadRecording.class, e -> assertThat(e.advice()).isEqualTo("use a newer ngxscope"))
        .hasMessageContaining("newer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "null",
        "\"text\"",
        "{",
        "not json",
        "{}",
        "{\"t\":7}",
        "{\"t\":\"end\",\"unix_us\":-1}",
        "{\"t\":\"end\",\"unix_us\":1e999}",
        "{\"t\":\"end\",\"unix_us\":99999999999999999999999}",
        "{\"t\":\"end\",\"unix_us\":\"5\"}",
        "{\"t\":\"frame\",\"id\":-1,\"kind\":\"fast\",\"function\":\"f\"}",
        "{\"t\":\"frame\",\"id\":4294967296,\"kind\":\"fast\",\"function\":\"f\"}",
        "{\"t\":\"frame\",\"id\":0,\"kind\":\"fast\",\"function\":\"twice\"}",
        "{\"t\":\"frame\",\"id\":99,\"kind\":\"fast\",\"function\":[\"f\"]}",
        "{\"t\":\"stack\",\"id\":99,\"frames\":[123456]}",
        "{\"t\":\"stack\",\"id\":99,\"frames\":[-1]}",
        "{\"t\":\"stack\",\"id\":99,\"frames\":{}}",
        "{\"t\":\"stack\",\"id\":99}",
        "{\"t\":\"loop\",\"buckets\":[[5,1,1]]}",
        "{\"t\":\"loop\",\"buckets\":[[1,2]]}",
        "{\"t\":\"loop\",\"buckets\":[[1,2,9007199254740992]]}",
        "{\"t\":\"loop_slice\",\"from_unix_us\":1,\"us\":0,\"buckets\":[]}",
        "{\"t\":\"loop_slice\",\"from_unix_us\":-1,\"us\":1,\"buckets\":[]}",
        "{\"t\":\"loop_slice\",\"from_unix_us\":1,\"us\":1,\"buckets\":[[3,2,1]]}",
        "{\"t\":\"worker\",\"pid\":0,\"start_ticks\":1,\"unix_us\":1,\"what\":\"gone\",\"detail\":\"\"}",
        "{\"t\":\"quality\",\"ticks\":true}",
      })
  void nonsenseIsRefusedWithTheNumberOfItsLine(String nonsense) {
    List<String> bad = new ArrayList<>(lines);
    bad.add(4, nonsense);
    bad.add(5, "{\"t\":\"stack\",\"id\":100,\"frames\":[]}");
    assertThatThrownBy(() -> read(bad))
        .isInstanceOf(BadRecording.class)
        .hasMessageMatching("(?s).*line [5-9]:.*");
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] bad = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    bad[lines.get(0).length() + 20] = (byte) 0xc0;
    assertThatThrownBy(() -> RecordingReader.read(gzip(bad), "test", SMALL))
        .isInstanceOf(BadRecording.class);
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> read(List.of(lines.get(0), "[".repeat(50_000))))
        .isInstanceOf(BadRecording.class);
  }

  @Test
  void anEndlessLineIsRefused() {
    assertThatThrownBy(() -> read(List.of(lines.get(0), "x".repeat(SMALL.lineBytes() + 1))))
        .isInstanceOf(BadRecording.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void aLineThatGoesOnOverManyMembersIsRefused() throws IOException {
    byte[] first = gzip((lines.get(0) + "\n").getBytes(StandardCharsets.UTF_8)).readAllBytes();
    byte[] more = gzip("x".repeat(40_000).getBytes(StandardCharsets.UTF_8)).readAllBytes();
    InputStream all =
        new SequenceInputStream(
            new ByteArrayInputStream(first),
            new SequenceInputStream(
                new ByteArrayInputStream(more), new ByteArrayInputStream(more)));
    assertThatThrownBy(() -> RecordingReader.read(all, "test", SMALL))
        .isInstanceOf(BadRecording.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void aGzipBombIsRefusedBeforeItUnpacks() {
    byte[] zeros = new byte[64 << 20];
    InputStream bomb = gzip(zeros);
    assertThatThrownBy(() -> RecordingReader.read(bomb, "test", SMALL))
        .isInstanceOf(BadRecording.class)
        .hasMessageContaining("unpacks to more than 1 MiB");
  }

  @Test
  void aBombOfManySmallMembersIsRefusedToo() throws IOException {
    byte[] member = gzip("\n".repeat(60_000).getBytes(StandardCharsets.UTF_8)).readAllBytes();
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.writeBytes(gzip((lines.get(0) + "\n").getBytes(StandardCharsets.UTF_8)).readAllBytes());
    for (int i = 0; i < 100; i++) {
      many.writeBytes(member);
    }
    assertThatThrownBy(
            () -> RecordingReader.read(new ByteArrayInputStream(many.toByteArray()), "test", SMALL))
        .isInstanceOf(BadRecording.class);
  }

  @Test
  void tooManyFramesAndTooDeepStacksAreRefused() {
    List<String> bad = new ArrayList<>(List.of(lines.get(0)));
    for (int i = 0; i <= SMALL.frames(); i++) {
      bad.add("{\"t\":\"frame\",\"id\":" + i + ",\"kind\":\"fast\",\"function\":\"f\"}");
    }
    assertThatThrownBy(() -> read(bad)).isInstanceOf(BadRecording.class);
    String frames = "0" + ",0".repeat(SMALL.depth());
    List<String> deep =
        List.of(lines.get(0), bad.get(1), "{\"t\":\"stack\",\"id\":0,\"frames\":[" + frames + "]}");
    assertThatThrownBy(() -> read(deep))
        .isInstanceOf(BadRecording.class)
        .hasMessageContaining("deeper");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"ngxr\":0}", "{\"ngxr\":\"1\"}", "{\"ngxr\":1}", "<html>"})
  void whatDoesNotBeginAsARecordingIsNone(String first) {
    assertThatThrownBy(() -> read(List.of(first))).isInstanceOf(BadRecording.class);
  }

  @Test
  void plainTextIsNoRecording() {
    byte[] text = "hello".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> RecordingReader.read(new ByteArrayInputStream(text), "a.txt"))
        .isInstanceOf(BadRecording.class)
        .hasMessageContaining("a.txt");
  }

  @Test
  void mutatedLinesAreReadOrRefusedAndNothingElse() {
    Random random = new Random(7);
    String alphabet = "{}[]\",:0123456789-eEtfn\\ \n";
    String whole = String.join("\n", lines);
    int accepted = 0;
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder(whole);
      for (int i = random.nextInt(4); i >= 0; i--) {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        text.setCharAt(random.nextInt(text.length()), c);
      }
      try {
        read(List.of(text.toString()));
        accepted++;
      } catch (BadRecording e) {
        assertThat(e.getMessage()).startsWith("test ");
      }
    }
    assertThat(accepted).isBetween(1, 4_999);
  }

  private static Recording read(List<String> lines) {
    byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    return RecordingReader.read(gzip(text), "test", SMALL);
  }

  private static InputStream gzip(byte[] text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new ByteArrayInputStream(packed.toByteArray());
  }
}
