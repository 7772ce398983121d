package io.ngxscope.agent.inspect;

import java.util.List;

/**
 * A call with its arguments.
 *
 * @param nanos when, on the monotonic clock, in nanoseconds
 * @param tid the thread
 * @param arguments the first six of integers and pointers, each in words; a function may take fewer
 */
public record SeenCall(long nanos, int tid, List<String> arguments) {
  /** Copies the list. */
  public SeenCall {
    arguments = List.copyOf(arguments);
  }
}
