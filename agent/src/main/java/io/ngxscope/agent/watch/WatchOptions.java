package io.ngxscope.agent.watch;

/**
 * How to watch.
 *
 * @param thresholdMicros a shorter iteration of the event loop is no block, in microseconds
 * @param tickMicros time between two looks at a worker that is away from its event loop, in
 *     microseconds
 * @param mayStop whether a worker that is running and blocking may be stopped, for microseconds, to
 *     read its registers
 * @param withArguments whether query strings are kept
 * @param pace how often to look while nothing happens
 */
public record WatchOptions(
    long thresholdMicros, long tickMicros, boolean mayStop, boolean withArguments, Pace pace) {

  /**
   * How often to look while nothing happens: that is what watching costs.
   *
   * @param calmTicks so many ticks pass between two looks while no worker is away from its event
   *     loop, 1 or more
   * @param rescanMicros time between two looks for new workers, in microseconds
   * @param endless whether to go on when no worker is left
   */
  public record Pace(int calmTicks, long rescanMicros, boolean endless) {
    /** For a capture that somebody waits for. */
    public static final Pace CAPTURE = new Pace(4, 200_000, false);
  }

  /**
   * How long an iteration must last before the worker's system call is looked at: cheap, but not
   * free, so that a busy loop of short iterations costs one read of its clock a tick.
   */
  long probeAfterMicros() {
    return Math.max(2 * tickMicros, Math.min(thresholdMicros / 4, 5_000));
  }
}
