package io.ngxscope.agent.watch;

/**
 * How to watch.
 *
 * @param thresholdMicros a shorter iteration of the event loop is no block, in microseconds
 * @param tickMicros time between two looks at a worker that is away from its event loop, in
 *     microseconds; calm ones are looked at more seldom
 * @param mayStop whether a worker that is running and blocking may be stopped, for microseconds, to
 *     read its registers
 * @param withArguments whether query strings are kept
 */
public record WatchOptions(
    long thresholdMicros, long tickMicros, boolean mayStop, boolean withArguments) {

  /**
   * How long an iteration must last before the worker's system call is looked at: cheap, but not
   * free, so that a busy loop of short iterations costs one read of its clock a tick.
   */
  long probeAfterMicros() {
    return Math.max(2 * tickMicros, Math.min(thresholdMicros / 4, 5_000));
  }
}
