package io.ngxscope.agent.model;

/**
 * A change among the watched workers: captures survive reloads and deaths and say so.
 *
 * @param worker who
 * @param unixMicros when it was noticed, microseconds since the epoch
 * @param what the change
 * @param detail more in words, such as the generation or the reason; may be empty
 */
public record WorkerEvent(ProcessKey worker, long unixMicros, What what, String detail)
    implements Event {
  /** The kinds of change. */
  public enum What {
    /** Watched from now on. */
    ATTACHED,
    /** Gone: exited or killed. */
    GONE,
    /** Lives, but cannot be watched. */
    UNREADABLE
  }
}
