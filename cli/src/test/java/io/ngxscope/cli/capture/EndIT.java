package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.recording.RecordingReader;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A capture may end in many ways; what it has found by then is never lost. */
class EndIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void givenASignal_whenItArrivesInMidCapture_thenAllFilesAreWrittenAndTheStatusIsZero(
      String signal) throws Exception {
    Path html = folder.resolve("block.html");
    Path svg = folder.resolve("block.svg");
    Path text = folder.resolve("block.txt");
    Path folded = folder.resolve("block.folded");
    Path recording = folder.resolve("block.ngxr");
    try (NginxSample sample = NginxSample.blocking().start();
        Capture capture =
            Capture.start(
                sample.master(),
                new String[] {
                  "-o", html.toString(),
                  "-o", svg.toString(),
                  "-o", text.toString(),
                  "-o", folded.toString(),
                  "--record", recording.toString()
                })) {
      Needs.ptraceOf(sample.workers().get(0));
      capture.awaitWatching(sample.workers());
      sample.get("/block/shop?ms=80");

      Outcome outcome = capture.end(signal);

      CaptureResult result = CaptureResult.of(outcome);
      assertThat(result.json().get("complete").asBoolean()).isTrue();
      assertThat(result.blocks()).extracting(FoundBlock::uri).containsExactly("/block/shop");
      assertThat(Files.readString(html)).contains("shop/pricing.lua").endsWith("</html>\n");
      assertThat(Files.readString(svg)).contains("shop/pricing.lua").endsWith("</svg>\n");
      assertThat(Files.readString(text)).contains("shop/pricing.lua", "/block/shop");
      assertThat(Files.readString(folded)).contains("shop/pricing.lua");
      assertThat(RecordingReader.read(recording).complete()).isTrue();
    }
  }

  @Test
  void givenACaptureOfTwoSeconds_whenNobodyInterrupts_thenItEndsByItself() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      Needs.ptraceOf(sample.workers().get(0));

      Outcome outcome = run("block", "-p", Long.toString(sample.master()), "-d", "2s", "--json");

      CaptureResult result = CaptureResult.of(outcome);
      long took =
          result.json().get("end_unix_ms").asLong() - result.json().get("start_unix_ms").asLong();
      assertThat(took).isGreaterThanOrEqualTo(2_000);
      assertThat(result.blocks()).isEmpty();
      assertThat(outcome.stderr().lines())
          .as("one note, and no progress on a pipe")
          .containsExactly("watching; Ctrl-C ends early and keeps everything");
    }
  }

  @Test
  void givenNgxscopeIsKilledWhileItRecords_whenReported_thenEverythingUpToTheLastFlushIsThere() {
    Path recording = folder.resolve("killed.ngxr");
    try (NginxSample sample = NginxSample.blocking().start();
        Capture capture = Capture.start(sample.master(), "--record", recording.toString())) {
      long worker = sample.workers().get(0);
      Needs.ptraceOf(worker);
      capture.awaitWatching(sample.workers());
      sample.get("/block/shop?ms=80");
      Await.until(PATIENCE, () -> "no block in " + recording, () -> blocksIn(recording) == 1);
      var blocking = sample.getAsync("/block/cpu-interpreted?ms=2000"); // it is being stopped often
      Blocked.awaitBusy(sample, worker, Duration.ofMillis(300));

      Outcome killed = capture.end("KILL");

      assertThat(killed.exit()).as(killed::describe).isEqualTo(137);
      assertThat(blocking).succeedsWithin(PATIENCE).returns(200, NginxSample.Answer::status);
      assertThat(sample.get("/fast").status()).isEqualTo(200);
      assertThat(sample.workers()).containsExactly(worker);
      Outcome report = run("report", recording.toString(), "--json");
      CaptureResult result = CaptureResult.of(report);
      assertThat(result.json().get("complete").asBoolean()).isFalse();
      assertThat(result.of(worker, "/block/shop"))
          .singleElement()
          .satisfies(
              block ->
                  assertThat(block.heaviest().innermostLua())
                      .hasValueSatisfying(frame -> assertThat(frame.line()).isEqualTo(8)));
      assertThat(run("report", recording.toString()).stdout()).contains("not complete");
    }
  }

  private static int blocksIn(Path recording) {
    try {
      return RecordingReader.read(recording).blocks().size();
    } catch (DiagnosticException e) {
      return 0; // nothing is written yet
    }
  }

  private static Outcome run(String... arguments) {
    return Launcher.ofThisTree().run(PATIENCE, arguments);
  }
}
