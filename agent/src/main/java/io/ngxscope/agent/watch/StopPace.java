package io.ngxscope.agent.watch;

/**
 * How often a blocking worker may be stopped: every few ticks at first, more and more seldom in a
 * long block.
 */
final class StopPace {
  private static final long FIRST_MICROS = 4_000;
  private static final long LAST_MICROS = 100_000;

  private long nextMicros;
  private long gapMicros = FIRST_MICROS;

  /** Begins anew with a new block. */
  void reset() {
    nextMicros = 0;
    gapMicros = FIRST_MICROS;
  }

  /** True if a stop is due; if so, the next one is planned. */
  boolean due(long nowMicros) {
    if (nowMicros < nextMicros) {
      return false;
    }
    nextMicros = nowMicros + gapMicros;
    gapMicros = Math.min(gapMicros * 5 / 4, LAST_MICROS);
    return true;
  }
}
