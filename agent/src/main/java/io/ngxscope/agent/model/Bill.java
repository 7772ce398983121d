package io.ngxscope.agent.model;

/**
 * What tracing cost a worker.
 *
 * @param worker who paid
 * @param mode what the governor allowed
 * @param allowedPercent the budget, in percent of one processor
 * @param predictedPercent what was expected for tracing all of the time, in percent of one
 *     processor
 * @param measuredPercent what it came to over the whole capture, in percent of one processor: hits
 *     times their price
 * @param burstPercent the same over the time in which probes were in place
 * @param hits how often a probe was hit
 * @param emulatedNanos price of a hit of a cheap instruction on this machine, in nanoseconds
 * @param steppedNanos price of a hit of a dear one, in nanoseconds
 * @param priceMeasured false if the prices are assumed, not measured here
 * @param workerCpuPercent processor time of the worker while probes were in place, in percent of
 *     one processor
 * @param bursts how often probes were put in place
 * @param coveredMicros how long they were, all together, in microseconds
 * @param spanMicros how long the capture took, in microseconds
 * @param ended why tracing ended, in words; empty if its time was over
 */
public record Bill(
    ProcessKey worker,
    Mode mode,
    double allowedPercent,
    double predictedPercent,
    double measuredPercent,
    double burstPercent,
    long hits,
    double emulatedNanos,
    double steppedNanos,
    boolean priceMeasured,
    double workerCpuPercent,
    int bursts,
    long coveredMicros,
    long spanMicros,
    String ended) {
  /** What the governor allowed. */
  public enum Mode {
    /** Probes all of the time. */
    PROCEED,
    /** Probes for short times with pauses. */
    BURST,
    /** Probes all of the time against the budget, since the user insisted. */
    UNSAFE
  }

  /** How much of the capture's time was traced, 0 to 1. */
  public double coverage() {
    return spanMicros <= 0 ? 0 : Math.min(1, (double) coveredMicros / spanMicros);
  }
}
