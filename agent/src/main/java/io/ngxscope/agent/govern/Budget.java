package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.DiagnosticException.Usage;

/**
 * What tracing may cost a worker.
 *
 * @param maxPercent processor time, in percent of one processor, over the time of the capture
 * @param unsafe go on whatever it costs; the bill still says it
 */
public record Budget(double maxPercent, boolean unsafe) {
  /** What is allowed if nobody says otherwise. */
  public static final Budget STANDARD = new Budget(5, false);

  /** Refuses nonsense. */
  public Budget {
    if (!(maxPercent > 0 && maxPercent <= 100)) {
      throw new Usage(
          "an overhead of " + maxPercent + " percent makes no sense", "more than 0, at most 100");
    }
  }

  /** What may be spent in a time, in nanoseconds of processor time. */
  long nanosIn(long wallNanos) {
    return (long) (wallNanos * maxPercent / 100);
  }
}
