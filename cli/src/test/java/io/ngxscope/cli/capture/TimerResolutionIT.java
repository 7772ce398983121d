package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.WrkLoad;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code timer_resolution}: nginx's clock no longer moves with every iteration of the event loop,
 * so that it cannot tell a busy loop from a blocked one.
 */
class TimerResolutionIT {
  private static final String DIRECTIVE = "timer_resolution 100ms;";

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
    Needs.program("wrk");
  }

  @Test
  void givenBlocksInCalls_whenTheClockIsCoarse_thenTheyAreFound() {
    try (NginxSample sample = NginxSample.blocking().main(DIRECTIVE).start()) {
      Needs.ptraceOf(sample.workers().get(0));
      try (Capture capture = Capture.start(sample.master())) {
        capture.awaitWatching(sample.workers());
        new Injection(List.of("/block/execute?ms=80", "/block/popen?ms=80", "/block/shop?ms=150"))
            .into(sample);

        CaptureResult result = capture.interrupt();

        Comparison found = Comparison.of(sample.truth(), result.blocks());
        // The signal that moves the clock ends some calls early (EINTR), such as poll; waiting for
        // a child is taken up again.
        assertThat(sample.truth()).filteredOn(t -> t.durationUs() > 25_000).hasSizeGreaterThan(1);
        assertThat(found.missedOver(25)).as(result::describe).isEmpty();
        assertThat(found.misnamedOver(25)).isEmpty();
        assertThat(result.json().at("/quality/notes").toString()).contains("timer_resolution");
      }
    }
  }

  @Test
  void givenASaturatedLoopOfFastRequests_whenTheClockIsCoarse_thenNothingIsReported()
      throws Exception {
    SecondChance.give(
        () -> {
          try (NginxSample sample = NginxSample.blocking().main(DIRECTIVE).start()) {
            Needs.ptraceOf(sample.workers().get(0));
            CaptureResult result = captureSaturated(sample);
            assertThat(result.blocks()).as(result::describe).isEmpty();
          }
        });
  }

  private static CaptureResult captureSaturated(NginxSample sample) {
    try (Capture capture = Capture.start(sample.master());
        WrkLoad load = WrkLoad.start(sample.uri("/fast"), 8, Duration.ofSeconds(3))) {
      capture.awaitWatching(sample.workers());
      WrkLoad.Result requests = load.await();
      assertThat(requests.refused() + requests.broken()).isZero();
      return capture.interrupt();
    }
  }
}
