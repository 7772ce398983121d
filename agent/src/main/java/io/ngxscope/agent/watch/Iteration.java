package io.ngxscope.agent.watch;

/**
 * One run of the event loop's body, from the return of {@code epoll_wait} to its next call.
 *
 * @param startMicros when it began, microseconds since the epoch
 * @param endMicros when it ended
 */
record Iteration(long startMicros, long endMicros) {
  long micros() {
    return Math.max(0, endMicros - startMicros);
  }
}
