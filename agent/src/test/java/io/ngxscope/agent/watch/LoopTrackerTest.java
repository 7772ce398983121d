package io.ngxscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times are microseconds since the epoch; the worker's clock shows milliseconds. */
class LoopTrackerTest {
  private static final long T0 = 1_000_000_000L;
  private static final long MS = 1_000;

  private final LoopTracker tracker = new LoopTracker(5 * MS, true);

  private Iteration clock(long atMs, long stampMs) {
    return tracker.clock((T0 + stampMs * MS) / 1000, T0 + atMs * MS);
  }

  private boolean probe(long atMs) {
    return tracker.wantsProbe(T0 + atMs * MS);
  }

  @Test
  void aLoopThatTurnsIsNeverLookedAtMoreClosely() {
    for (int ms = 0; ms < 100; ms++) {
      assertThat(clock(ms, ms)).isNull();
      assertThat(probe(ms)).isFalse();
    }
  }

  @Test
  void anIdleWorkerIsLookedAtOnceAndThenLeftAlone() {
    clock(0, 0);
    clock(6, 0);
    assertThat(probe(6)).isTrue();
    assertThat(tracker.waiting(T0 + 6 * MS)).isNull();
    for (int ms = 7; ms < 1000; ms++) {
      assertThat(clock(ms, 0)).isNull();
      assertThat(probe(ms)).isFalse();
    }
  }

  @Test
  void waitingWithinTheMillisecondOfTheClockProvesNothingAboutTheNextReturn() {
    clock(0, 0);
    assertThat(tracker.waiting(T0 + MS)).isNull();
    clock(10, 0);
    assertThat(probe(10)).as("it could have returned within the same millisecond").isTrue();
  }

  @Test
  void aBlockRunsFromTheClockToTheFirstLookThatFindsItWaiting() {
    clock(0, 0);
    for (int ms = 6; ms <= 30; ms++) {
      clock(ms, 0);
      assertThat(probe(ms)).isTrue();
      tracker.busy(T0 + ms * MS);
    }
    clock(31, 0);
    Iteration block = tracker.waiting(T0 + 31 * MS);
    assertThat(block).isNotNull();
    assertThat(block.micros()).isBetween(30 * MS, 31 * MS);
    assertThat(tracker.isBusy()).isFalse();
  }

  @Test
  void aBlockAfterWhichEventsWereReadyEndsWhenTheClockMovesOn() {
    clock(0, 0);
    for (int ms = 6; ms <= 30; ms++) {
      clock(ms, 0);
      tracker.busy(T0 + ms * MS);
    }
    Iteration block = clock(32, 31);
    assertThat(block).isNotNull();
    assertThat(block.endMicros()).isEqualTo(T0 + 31 * MS);
  }

  @Test
  void aWorkerThatBlocksAlreadyWhenWatchingBeginsHasDoneSoSinceItsClockStoodStill() {
    assertThat(tracker.clock((T0 - 400 * MS) / 1000, T0)).isNull();
    assertThat(tracker.wantsProbe(T0)).isTrue();
    tracker.busy(T0);
    assertThat(tracker.close(T0 + MS).micros()).isBetween(400 * MS, 402 * MS);
  }

  @Test
  void aClockOfAnotherTimeMovesABlockByNoMoreThanATick() {
    clock(0, 0);
    clock(4, 3_600_000); // the wall clock was set an hour ahead
    clock(10, 3_600_000);
    tracker.busy(T0 + 10 * MS);
    assertThat(tracker.startMicros()).isBetween(T0, T0 + 4 * MS);
  }

  @Test
  void withTimerResolutionTheClockProvesNothingAndEveryLookAsks() {
    LoopTracker slow = new LoopTracker(5 * MS, false);
    slow.clock(T0 / 1000, T0);
    slow.waiting(T0 + 50 * MS);
    slow.clock(T0 / 1000, T0 + 51 * MS);
    assertThat(slow.wantsProbe(T0 + 51 * MS)).isTrue();
    slow.busy(T0 + 51 * MS);
    assertThat(slow.startMicros()).isEqualTo(T0 + 50 * MS);
  }
}
