package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code --no-stop}: no worker is ever stopped, and the price is named where it is paid. */
class NoStopIT {
  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenBlocksInCalls_whenCapturedWithoutStopping_thenTheirStacksAreAsGoodAsEver() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      CaptureResult result =
          capture(sample, List.of("poll", "popen", "coroutine", "access", "shop", "fifo"));

      Comparison found = Comparison.of(sample.truth(), result.blocks());
      assertThat(result.quality("stops")).isZero();
      assertThat(found.missed()).as(result::describe).isEmpty();
      assertThat(found.misnamedOver(0)).isEmpty();
    }
  }

  @Test
  void givenABlockOnTheProcessor_whenCapturedWithoutStopping_thenItIsFoundAndItsStackIsMarked() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      CaptureResult result = capture(sample, List.of("cpu-interpreted"));

      assertThat(result.quality("stops")).isZero();
      assertThat(result.blocks())
          .as(result::describe)
          .singleElement()
          .satisfies(
              block -> {
                assertThat(block.uri()).isEqualTo("/block/cpu-interpreted");
                assertThat(block.heaviest().frames())
                    .filteredOn(frame -> frame.kind().equals("unknown"))
                    .extracting(FoundFrame::why)
                    .contains("as of the last C call, not stopped");
                assertThat(block.heaviest().lua())
                    .extracting(FoundFrame::function)
                    .contains("blockers.cpu.interpreted");
              });
    }
  }

  private static CaptureResult capture(NginxSample sample, List<String> kinds) {
    Needs.ptraceOf(sample.workers().get(0));
    try (Capture capture = Capture.start(sample.master(), "--no-stop")) {
      capture.awaitWatching(sample.workers());
      new Injection(kinds.stream().map(kind -> "/block/" + kind + "?ms=80").toList()).into(sample);
      return capture.interrupt();
    }
  }
}
