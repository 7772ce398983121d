package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording holds all that a capture knew: its reports are those of the capture itself. */
class ReportIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenACaptureThatWasRecorded_whenReported_thenTheJsonIsTheSame() {
    Path recording = folder.resolve("block.ngxr");
    CaptureResult direct = record(recording);

    Outcome report = Launcher.ofThisTree().run(PATIENCE, "report", recording.toString(), "--json");

    assertThat(direct.blocks()).hasSize(4);
    assertThat(comparable(CaptureResult.of(report))).isEqualTo(comparable(direct));
  }

  @Test
  void givenARecording_whenReportedInEveryFormat_thenTheFilesAreThoseOfTheCapture()
      throws Exception {
    Path recording = folder.resolve("block.ngxr");
    List<String> names = List.of("html", "svg", "folded", "txt");
    record(recording, outputs("direct", names));

    Outcome report =
        Launcher.ofThisTree()
            .run(
                PATIENCE,
                join(new String[] {"report", recording.toString()}, outputs("later", names)));

    assertThat(report.exit()).as(report::describe).isZero();
    for (String name : names) {
      assertThat(Files.readString(folder.resolve("later." + name)))
          .isEqualTo(Files.readString(folder.resolve("direct." + name)));
    }
  }

  /** What a capture that was not recorded cannot know is nothing: only its own cost may differ. */
  private static JsonNode comparable(CaptureResult result) {
    ObjectNode json = result.json().deepCopy();
    ((ObjectNode) json.get("quality")).remove("self_cpu_ms");
    return json;
  }

  private static CaptureResult record(Path recording, String... options) {
    try (NginxSample sample = NginxSample.blocking().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      String[] record = {"--record", recording.toString()};
      try (Capture capture = Capture.start(sample.master(), join(record, options))) {
        capture.awaitWatching(sample.workers());
        new Injection(
                List.of(
                    "/block/shop?ms=80",
                    "/block/cpu-interpreted?ms=60",
                    "/block/popen?ms=40",
                    "/block/timer?ms=50"))
            .into(sample);
        return capture.interrupt();
      }
    }
  }

  private String[] outputs(String stem, List<String> extensions) {
    return extensions.stream()
        .flatMap(e -> List.of("-o", folder.resolve(stem + "." + e).toString()).stream())
        .toArray(String[]::new);
  }

  private static String[] join(String[] first, String[] second) {
    return java.util.stream.Stream.of(first, second)
        .flatMap(java.util.stream.Stream::of)
        .toArray(String[]::new);
  }
}
