package io.ngxscope.agent.watch;

import org.jspecify.annotations.Nullable;

/**
 * Tells from nginx's clock and from what the worker waits for when one iteration of its event loop
 * begins and ends. The clock is written at each return of {@code epoll_wait}: while it stands
 * still, either the worker still waits for events, or one iteration is running. Knows no time and
 * no process of its own: everything is told to it.
 */
final class LoopTracker {
  private final long probeAfterMicros;
  private final boolean clockPerIteration;
  private long stampMillis = Long.MIN_VALUE;
  private long startMicros;
  private long lastTickMicros;
  private long lastBusyMicros;
  private boolean idle;
  private boolean busy;

  /**
   * Readies tracking one worker.
   *
   * @param probeAfterMicros how long an iteration must last before it is worth a closer look
   * @param clockPerIteration false if the clock moves only with {@code timer_resolution}
   */
  LoopTracker(long probeAfterMicros, boolean clockPerIteration) {
    this.probeAfterMicros = probeAfterMicros;
    this.clockPerIteration = clockPerIteration;
  }

  /**
   * Tells the worker's clock.
   *
   * @param nowMicros this tick, microseconds since the epoch
   * @return the iteration that this ended, if it was seen running
   */
  @Nullable Iteration clock(long stamp, long nowMicros) {
    Iteration ended = null;
    if (stamp != stampMillis) {
      if (busy) {
        ended = new Iteration(startMicros, clamp(stamp * 1000, lastBusyMicros, nowMicros));
      }
      // Seen for the first time, the clock may be old: the worker idles, or has been blocking since
      // then.
      boolean first = stampMillis == Long.MIN_VALUE;
      startMicros = clamp(stamp * 1000 + 500, first ? 0 : lastTickMicros, nowMicros);
      stampMillis = stamp;
      idle = false;
      busy = false;
    }
    lastTickMicros = nowMicros;
    return ended;
  }

  /** True if it should be found out now what the worker is doing. */
  boolean wantsProbe(long nowMicros) {
    return !idle && (!clockPerIteration || nowMicros - startMicros >= probeAfterMicros);
  }

  /**
   * Tells that the worker waits for events.
   *
   * @return the iteration that this ended, if it was seen running
   */
  @Nullable Iteration waiting(long nowMicros) {
    Iteration ended = busy ? new Iteration(startMicros, (lastBusyMicros + nowMicros) / 2) : null;
    busy = false;
    startMicros = nowMicros;
    // Any later return of epoll_wait writes another millisecond; within the same one it might not
    // be seen.
    idle = clockPerIteration && nowMicros / 1000 > stampMillis + 1;
    return ended;
  }

  /** Tells that the worker is doing something else. */
  void busy(long nowMicros) {
    busy = true;
    lastBusyMicros = nowMicros;
  }

  /** True if the worker's clock shows that the loop has not come round since the last tick. */
  boolean isSameRun(long stamp) {
    return stamp == stampMillis;
  }

  /** True while an iteration is seen running. */
  boolean isBusy() {
    return busy;
  }

  /** When the running iteration began, microseconds since the epoch. */
  long startMicros() {
    return startMicros;
  }

  /** Ends what is still running when the capture or the worker ends. */
  @Nullable Iteration close(long nowMicros) {
    return busy ? new Iteration(startMicros, nowMicros) : null;
  }

  private static long clamp(long value, long low, long high) {
    return Math.max(low, Math.min(value, high));
  }
}
