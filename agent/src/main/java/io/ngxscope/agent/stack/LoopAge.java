package io.ngxscope.agent.stack;

/** How long the running iteration of a worker's event loop has lasted. */
public final class LoopAge {
  private LoopAge() {}

  /**
   * True if it has not: what the worker worked on then is still there.
   *
   * @param nanos of {@code CLOCK_MONOTONIC}
   */
  static boolean isSameIteration(WorkerStacks worker, long nanos) {
    long agoMillis = (System.nanoTime() - nanos) / 1_000_000;
    long stamp = worker.clock().unixMillis();
    return worker.globals().timerResolutionMillis() == 0
        && stamp <= System.currentTimeMillis() - agoMillis;
  }

  /**
   * False if the running iteration is certainly younger: nginx writes its clock when one begins.
   * With {@code timer_resolution} it does not, and nothing is certain.
   *
   * @param millis an age, in milliseconds
   */
  public static boolean mayBe(WorkerStacks worker, long millis) {
    return worker.globals().timerResolutionMillis() > 0
        || System.currentTimeMillis() - worker.clock().unixMillis() >= millis;
  }
}
