package io.ngxscope.agent.model;

/**
 * A sampled stack that belongs to no block, as a profile gives it.
 *
 * @param worker who it was
 * @param unixMicros when, microseconds since the epoch
 * @param request what it worked on, or {@link #NO_REQUEST}
 * @param phase in which phase of that request, or of which kind of Lua code without one
 * @param sample the stack and its weight
 */
public record StackEvent(
    ProcessKey worker, long unixMicros, Request request, Phase phase, StackSample sample)
    implements Event {
  /** Stands for "no request, or none that could be known". */
  public static final Request NO_REQUEST = new Request("", "");

  /** A stack of which the phase is not known. */
  public StackEvent(ProcessKey worker, long unixMicros, Request request, StackSample sample) {
    this(worker, unixMicros, request, Phase.UNKNOWN, sample);
  }
}
