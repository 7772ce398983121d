package io.ngxscope.agent.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopLatencyTest {
  private static final long SECOND = 1_000_000;
  private static final long NOW = 1_793_500_000L * SECOND;

  @Test
  void anIterationIsCountedInTheSliceInWhichItEnded() {
    LoopLatency loop = new LoopLatency(10 * SECOND);
    loop.record(NOW + 20_000, 7_000);
    loop.record(NOW + 99_999, 7_000);
    loop.record(NOW + 100_000, 250_000);
    assertThat(loop.all().count()).isEqualTo(3);
    assertThat(loop.slices())
        .extracting(LoopLatency.Slice::fromUnixMicros)
        .containsExactly(NOW, NOW + 100_000);
    assertThat(loop.slices()).allMatch(slice -> slice.micros() == 100_000);
    assertThat(loop.slices().get(0).buckets())
        .singleElement()
        .satisfies(
            bucket -> {
              assertThat(bucket.count()).isEqualTo(2);
              assertThat(7_000L).isBetween(bucket.fromMicros(), bucket.toMicros());
            });
  }

  @Test
  void slicesAreWiderInLongerCaptures() {
    assertThat(LoopLatency.width(10 * SECOND)).isEqualTo(SECOND / 10);
    assertThat(LoopLatency.width(60 * SECOND)).isEqualTo(SECOND / 2);
    assertThat(LoopLatency.width(3_600 * SECOND)).isEqualTo(30 * SECOND);
    assertThat(LoopLatency.width(Long.MAX_VALUE)).isEqualTo(3_600 * SECOND);
  }

  @Test
  void onlyWhatIsNewIsTakenAgain() {
    LoopLatency loop = new LoopLatency(SECOND);
    loop.record(NOW, 7_000);
    loop.record(NOW + 500_000, 7_000);
    assertThat(loop.takeChanged()).hasSize(2);
    loop.record(NOW + 510_000, 9_000);
    assertThat(loop.takeChanged())
        .singleElement()
        .satisfies(slice -> assertThat(slice.buckets()).hasSize(2));
    assertThat(loop.takeChanged()).isEmpty();
    assertThat(loop.slices()).hasSize(2);
  }

  @Test
  void aCaptureThatLastsLongerThanPlannedKeepsItsMemory() {
    LoopLatency loop = new LoopLatency(SECOND);
    for (int i = 0; i < 3 * LoopLatency.MAX_SLICES; i++) {
      loop.record(NOW + i * 100_000L, 7_000);
    }
    assertThat(loop.slices()).hasSize(LoopLatency.MAX_SLICES);
    assertThat(loop.all().count()).isEqualTo(3L * LoopLatency.MAX_SLICES);
  }
}
