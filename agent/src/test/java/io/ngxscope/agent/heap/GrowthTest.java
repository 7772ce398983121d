package io.ngxscope.agent.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.LeakVerdict;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Curves, and what they mean. */
class GrowthTest {
  private static final long CYCLES = 5;

  @Test
  void whatGrowsEvenlyIsALeak() {
    assertThat(verdict(10, 20, 30, 40, 50, 60, 70)).isEqualTo(LeakVerdict.LEAK);
  }

  @Test
  void whatGrowsAndThenStaysIsACache() {
    assertThat(verdict(10, 40, 70, 90, 100, 100, 100)).isEqualTo(LeakVerdict.CACHE);
  }

  @Test
  void whatGoesUpAndDownIsBounded() {
    assertThat(verdict(10, 80, 20, 90, 15, 85, 30)).isEqualTo(LeakVerdict.CACHE);
  }

  @Test
  void whatSlowsDownIsNotDecidedYet() {
    assertThat(verdict(10, 60, 85, 100, 108, 112, 117)).isEqualTo(LeakVerdict.WARMING_UP);
  }

  @Test
  void withoutCyclesOfTheCollectorNothingIsDecided() {
    Growth growth = new Growth(times(4), new long[] {1, 2, 3, 4}, new long[4], 0);
    assertThat(growth.judge().verdict()).isEqualTo(LeakVerdict.WARMING_UP);
  }

  @Test
  void stepsOfATableThatDoublesAreEvenedOutByItsObjects() {
    long[] bytes = {100, 100, 200, 200, 200, 400, 400};
    long[] objects = {100, 200, 300, 400, 500, 600, 700};
    assertThat(new Growth(times(7), bytes, objects, CYCLES).judge().verdict())
        .isEqualTo(LeakVerdict.LEAK);
  }

  @Test
  void snapshotsThatCrowdAtTheEndDoNotHideALeak() {
    long[] times = {0, 10, 20, 30, 39, 40};
    long[] bytes = {0, 100, 200, 300, 390, 400};
    assertThat(new Growth(times, bytes, new long[6], CYCLES).judge().verdict())
        .isEqualTo(LeakVerdict.LEAK);
  }

  private static LeakVerdict verdict(long... bytes) {
    return new Growth(times(bytes.length), bytes, new long[bytes.length], CYCLES).judge().verdict();
  }

  private static long[] times(int count) {
    return LongStream.range(0, count).map(i -> i * 1_000_000).toArray();
  }
}
