package io.ngxscope.agent.stack;

/** Whether a worker's event loop has come round since a moment. */
final class LoopAge {
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
}
