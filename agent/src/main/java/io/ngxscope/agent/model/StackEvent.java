package io.ngxscope.agent.model;

/**
 * A sampled stack that belongs to no block, as a profile gives it.
 *
 * @param worker who it was
 * @param unixMicros when, microseconds since the epoch
 * @param request what it worked on, or {@link #NO_REQUEST}
 * @param sample the stack and its weight
 */
public record StackEvent(ProcessKey worker, long unixMicros, Request request, StackSample sample)
    implements Event {
  /** Stands for "no request, or none that could be known". */
  public static final Request NO_REQUEST = new Request("", "");
}
