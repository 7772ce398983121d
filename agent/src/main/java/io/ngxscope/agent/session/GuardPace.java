package io.ngxscope.agent.session;

import io.ngxscope.agent.watch.WatchOptions;

/**
 * Keeps the agent within its share of a processor: when a stretch of ten seconds cost more, the
 * next looks come more seldom. Starting, attaching and writing bundles are not counted against it,
 * since looking more seldom would not make them cheaper.
 */
final class GuardPace {
  /** Shorter stays away from the loop are no blocks, in microseconds. */
  static final long THRESHOLD_MICROS = 20_000;

  /** Between two looks at a worker that is away from its loop, in microseconds. */
  static final long TICK_MICROS = 5_000;

  /** While all are in their loops, every so many ticks: a look every 20 ms. */
  static final int CALM_TICKS = 4;

  private static final int MOST_CALM_TICKS = 40;
  private static final long RESCAN_MICROS = 1_000_000;
  private static final long STRETCH_MICROS = 10_000_000;

  private final double maxPercent;
  private int calmTicks = CALM_TICKS;
  private long stretchStart;
  private long cpuAtStart;

  GuardPace(double maxPercent) {
    this.maxPercent = maxPercent;
  }

  static WatchOptions.Pace initial() {
    return new WatchOptions.Pace(CALM_TICKS, RESCAN_MICROS, true);
  }

  /** A new stretch begins: what was used until now does not count. */
  void restart(long nowMicros, long cpuMicros) {
    stretchStart = nowMicros;
    cpuAtStart = cpuMicros;
  }

  /**
   * Tells what was used up to now.
   *
   * @return every how many ticks to look from now on
   */
  int calmTicks(long nowMicros, long cpuMicros) {
    if (stretchStart == 0) {
      restart(nowMicros, cpuMicros);
    }
    long micros = nowMicros - stretchStart;
    if (micros >= STRETCH_MICROS) {
      double percent = (cpuMicros - cpuAtStart) * 100.0 / micros;
      if (percent > maxPercent) {
        calmTicks = Math.min(MOST_CALM_TICKS, calmTicks + Math.max(1, calmTicks / 2));
      } else if (percent < maxPercent / 2 && calmTicks > CALM_TICKS) {
        calmTicks--;
      }
      restart(nowMicros, cpuMicros);
    }
    return calmTicks;
  }
}
