package io.ngxscope.cli.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Await;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Signals;
import io.ngxscope.samples.TruthRecord;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several workers, and workers that come and go while a capture runs. */
class WorkersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenTwoWorkersThatBlockAtOnce_whenTheMasterIsWatched_thenEachIsFoundWithItsPid() {
    try (NginxSample sample = NginxSample.blocking().workers(2).start();
        Capture capture = Capture.start(sample.master())) {
      List<Long> workers = sample.workers();
      Needs.ptraceOf(workers.get(0));
      capture.awaitWatching(workers);
      List<TruthRecord> truth = blockBoth(sample);

      Comparison found = Comparison.of(truth, capture.interrupt().blocks());
      assertThat(truth).extracting(TruthRecord::pid).containsAll(workers);
      assertThat(found.missed()).isEmpty();
      assertThat(found.misnamedOver(0)).isEmpty();
    }
  }

  @Test
  void givenTwoWorkers_whenOneIsWatched_thenTheOtherIsLeftAlone() {
    try (NginxSample sample = NginxSample.blocking().workers(2).start()) {
      long watched = sample.workers().get(0);
      Needs.ptraceOf(watched);
      try (Capture capture = Capture.start(watched)) {
        capture.awaitWatching(List.of(watched));
        blockBoth(sample);

        CaptureResult result = capture.interrupt();

        assertThat(result.blocks()).extracting(FoundBlock::pid).containsOnly(watched);
        assertThat(result.json().get("targets")).hasSize(1);
      }
    }
  }

  @Test
  void givenAReloadInMidCapture_whenTheNewWorkerBlocks_thenItIsFoundAndBothChangesAreEvents() {
    try (NginxSample sample = NginxSample.blocking().start();
        Capture capture = Capture.start(sample.master())) {
      long old = sample.workers().get(0);
      Needs.ptraceOf(old);
      capture.awaitWatching(List.of(old));
      sample.get("/block/shop?ms=80");
      sample.reload();
      Await.until(PATIENCE, sample::errorLog, () -> ProcessHandle.of(old).isEmpty());
      long successor = sample.workers().get(0);
      capture.awaitWatching(List.of(successor));
      sample.get("/block/shop?ms=90");

      CaptureResult result = capture.interrupt();

      Comparison found = Comparison.of(sample.awaitTruth(2), result.blocks());
      assertThat(found.missed()).as(result::describe).isEmpty();
      assertThat(found.misnamedOver(0)).isEmpty();
      assertThat(result.eventsOf(old)).containsExactly("attached", "gone");
      assertThat(result.eventsOf(successor)).containsExactly("attached");
    }
  }

  @Test
  void givenAWorkerKilledWithinABlock_whenItsSuccessorBlocks_thenBothBlocksAndTheDeathAreTold()
      throws Exception {
    try (NginxSample sample = NginxSample.blocking().start();
        Socket client = new Socket("127.0.0.1", sample.port());
        Capture capture = Capture.start(sample.master())) {
      long victim = sample.workers().get(0);
      Needs.ptraceOf(victim);
      capture.awaitWatching(List.of(victim));
      // No HTTP client: those ask again when a connection breaks.
      client
          .getOutputStream()
          .write("GET /block/poll?ms=10000 HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
      Blocked.awaitAsleepIn(sample, victim, "poll");
      awaitAge(System.nanoTime(), Duration.ofMillis(200));
      Signals.send(victim, "KILL");
      Await.until(
          PATIENCE,
          sample::errorLog,
          () -> sample.workers().size() == 1 && !sample.workers().contains(victim));
      long successor = sample.workers().get(0);
      capture.awaitWatching(List.of(successor));
      sample.get("/block/shop?ms=90");

      CaptureResult result = capture.interrupt();

      assertThat(result.eventsOf(victim)).containsExactly("attached", "gone");
      assertThat(result.eventsOf(successor)).containsExactly("attached");
      assertThat(result.of(victim, "/block/poll"))
          .as(result::describe)
          .singleElement()
          .satisfies(
              block -> {
                assertThat(block.open()).as("its end was never seen").isTrue();
                assertThat(block.durationMs()).isBetween(150.0, 9_000.0);
                assertThat(block.heaviest().innermostLua())
                    .hasValueSatisfying(frame -> assertThat(frame.line()).isEqualTo(11));
              });
      Comparison found = Comparison.of(sample.awaitTruth(1), result.blocks());
      assertThat(found.missed()).as(result::describe).isEmpty();
      assertThat(found.misnamedOver(0)).isEmpty();
    }
  }

  /**
   * One worker waits, the other computes, at the same time. The kernel chooses who accepts a
   * connection, so it is asked until both have blocked.
   */
  private static List<TruthRecord> blockBoth(NginxSample sample) {
    List<Long> workers = sample.workers();
    int asked = 0;
    do {
      var waiting = sample.getAsync("/block/poll?ms=1500");
      Await.until(
          PATIENCE,
          sample::errorLog,
          () -> workers.stream().anyMatch(w -> Blocked.isAsleepIn(w, "poll")));
      sample.get("/block/cpu-interpreted?ms=300"); // by the worker that still answers
      assertThat(waiting).succeedsWithin(PATIENCE);
      asked += 2;
    } while (pids(sample.awaitTruth(asked)).size() < workers.size() && asked < 20);
    return sample.truth();
  }

  private static Set<Long> pids(List<TruthRecord> truth) {
    return truth.stream().map(TruthRecord::pid).collect(Collectors.toSet());
  }

  /** A block is what takes its time: this long it is let run. */
  private static void awaitAge(long since, Duration age) {
    Await.until(PATIENCE, () -> "time", () -> System.nanoTime() - since >= age.toNanos());
  }
}
