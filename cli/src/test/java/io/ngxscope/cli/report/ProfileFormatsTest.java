package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.agent.foreign.ForeignProfiles;
import io.ngxscope.agent.foreign.PerfOptions;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.samples.Needs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats of other tools: byte by byte, and as their readers see them. */
class ProfileFormatsTest {
  @TempDir Path folder;

  @Test
  void speedscope() throws IOException {
    Golden.check("incident.speedscope.json", Rendered.by(new SpeedscopeReport(), incident()));
  }

  @Test
  void firefox() throws IOException {
    Golden.check("incident.firefox.json", Rendered.by(new FirefoxReport(), incident()));
  }

  @Test
  void csv() throws IOException {
    Golden.check("incident.csv", Rendered.by(new CsvReport(), incident()).replace("\r\n", "\n"));
  }

  @Test
  void speedscopesOwnSchemaAcceptsIt() throws IOException {
    Path schema = Needs.testPackage("file-format-schema.json");
    Schema rules = new Schema(new ObjectMapper().readTree(Files.readString(schema)));
    assertThat(rules.errors(json(new SpeedscopeReport()))).isEmpty();
    JsonNode hostile =
        new ObjectMapper()
            .readTree(Rendered.by(new SpeedscopeReport(), Hostile.recording(Hostile.all())));
    assertThat(rules.errors(hostile)).isEmpty();
    assertThat(rules.errors(json(new FirefoxReport()))).as("it can say no").isNotEmpty();
  }

  /** What a schema cannot say of a sampled profile. */
  @Test
  void speedscopesNumbersHoldTogether() throws IOException {
    JsonNode file = json(new SpeedscopeReport());
    JsonNode profile = file.get("profiles").get(0);
    int frames = file.at("/shared/frames").size();
    assertThat(file.get("$schema").textValue()).endsWith("/file-format-schema.json");
    assertThat(profile.get("type").textValue()).isEqualTo("sampled");
    assertThat(profile.get("samples").size()).isEqualTo(profile.get("weights").size());
    long sum = 0;
    for (JsonNode weight : profile.get("weights")) {
      sum += weight.longValue();
    }
    assertThat(profile.get("endValue").longValue()).isEqualTo(sum);
    for (JsonNode stack : profile.get("samples")) {
      stack.forEach(frame -> assertThat(frame.intValue()).isBetween(0, frames - 1));
    }
    file.at("/shared/frames").forEach(frame -> assertThat(frame.get("name").isTextual()).isTrue());
  }

  /** The tables of Firefox's processed format refer to each other by place, callers first. */
  @Test
  void firefoxTablesHoldTogether() throws IOException {
    JsonNode thread = json(new FirefoxReport()).at("/threads/0");
    for (String table : List.of("samples", "stackTable", "frameTable", "funcTable")) {
      int length = thread.get(table).get("length").intValue();
      for (JsonNode column : thread.get(table)) {
        if (column.isArray()) {
          assertThat(column.size()).as(table).isEqualTo(length);
        }
      }
    }
    within(thread.at("/samples/stack"), thread.at("/stackTable/length").intValue());
    within(thread.at("/stackTable/frame"), thread.at("/frameTable/length").intValue());
    within(thread.at("/frameTable/func"), thread.at("/funcTable/length").intValue());
    within(thread.at("/funcTable/name"), thread.get("stringArray").size());
    JsonNode prefix = thread.at("/stackTable/prefix");
    for (int i = 0; i < prefix.size(); i++) {
      assertThat(prefix.get(i).isNull() || prefix.get(i).intValue() < i).isTrue();
    }
  }

  private static void within(JsonNode column, int bound) {
    column.forEach(
        number ->
            assertThat(number.isNull() || number.intValue() < bound).as("%s", number).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {".pb.gz", ".speedscope.json", ".folded"})
  void whatIsWrittenIsReadBackWithAllItsStacksAndWeights(String extension) throws IOException {
    Path file = folder.resolve("incident" + extension);
    ReportFiles.write(incident(), file, false);
    Profile read =
        ForeignProfiles.read(List.of(file.toString()), PerfOptions.NONE, "microseconds").profile();
    Profile written = RecordingProfile.of(incident());
    assertThat(read.total()).isEqualTo(written.total());
    assertThat(shape(read)).isEqualTo(shape(written));
  }

  /** Names and lines of all stacks; what formats cannot tell is left out. */
  private static List<String> shape(Profile profile) {
    FlameTree tree = FlameTree.of(profile);
    List<String> shape = new ArrayList<>();
    for (int place = 1; place < tree.size(); place++) {
      String name =
          FrameText.name(tree.frame(place)).replaceAll("function at line.*", "main chunk");
      shape.add(tree.depth(place) + " " + name + " " + tree.total(place));
    }
    shape.sort(null);
    return shape;
  }

  @Test
  void pprofItselfReadsIt() throws Exception {
    Needs.program("go");
    Path file = folder.resolve("incident.pb.gz");
    ReportFiles.write(incident(), file, false);
    assertThat(pprof("-top", file)).contains("do_wait", "Type: time");
    assertThat(pprof("-tags", file)).contains("verdict", "uri", "method", "pid");
    assertThat(pprof("-traces", file)).contains("render /srv/shop/lib/pdf.lua");
  }

  private static String pprof(String what, Path file) throws Exception {
    Process go =
        new ProcessBuilder(
                "go", "tool", "pprof", "-symbolize=none", "-lines", what, file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(go.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(go.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(go.exitValue()).as(said).isZero();
    return said;
  }

  @ParameterizedTest
  @MethodSource("io.ngxscope.cli.report.Hostile#texts")
  void hostileTextsStayText(String text) throws Exception {
    io.ngxscope.agent.recording.Recording recording = Hostile.recording(List.of(text));
    new ObjectMapper().readTree(Rendered.by(new SpeedscopeReport(), recording));
    new ObjectMapper().readTree(Rendered.by(new FirefoxReport(), recording));
    new ObjectMapper().readTree(Rendered.by(new StacksJsonReport(), recording));
    String csv = Rendered.by(new CsvReport(), recording);
    assertThat(csv.split("\r\n")).hasSizeBetween(6, 8);
    assertThat(csv).doesNotContainPattern("[,\n]\"[=+@-]");
    Rendered.by(new OtlpReport(), recording);
    Path file = folder.resolve("hostile.pb.gz");
    ReportFiles.write(recording, file, true);
    assertThat(
            ForeignProfiles.read(List.of(file.toString()), PerfOptions.NONE, null)
                .profile()
                .total())
        .isEqualTo(1_000);
  }

  @Test
  void nothingAtAllIsWrittenAndReadBack() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path empty = Files.createFile(folder.resolve("empty"));
    ForeignProfiles.Loaded none =
        ForeignProfiles.read(List.of(empty.toString()), PerfOptions.NONE, null);
    new PprofReport().render(none.profile(), FlameFacts.of(none, null), out);
    Path file = Files.write(folder.resolve("empty.pb.gz"), out.toByteArray());
    assertThat(
            ForeignProfiles.read(List.of(file.toString()), PerfOptions.NONE, null)
                .profile()
                .total())
        .isZero();
  }

  private static JsonNode json(ProfileReport report) throws IOException {
    return new ObjectMapper().readTree(Rendered.by(report, incident()));
  }

  private static io.ngxscope.agent.recording.Recording incident() {
    return Incident.recording();
  }
}
