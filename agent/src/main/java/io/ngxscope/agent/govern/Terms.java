package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.ProcessKey;
import java.time.Duration;
import java.util.List;

/**
 * What a run was allowed, and on which grounds.
 *
 * @param worker who pays
 * @param points where the script probes
 * @param tariff price of a hit
 * @param budget what it may come to
 * @param decision what follows from them
 * @param duration of the capture
 */
record Terms(
    ProcessKey worker,
    List<ProbePoint> points,
    Tariff tariff,
    Budget budget,
    Decision decision,
    Duration duration) {
  private static final long NEVER = Long.MAX_VALUE;

  Terms {
    points = List.copyOf(points);
  }

  /**
   * When the tracer ends by itself.
   *
   * @param leftNanos of the capture
   */
  Meter.Limit limit(long leftNanos) {
    if (decision instanceof Decision.Burst burst) {
      return new Meter.Limit(burst.length().toMillis(), hits(Decision.BURST_NANOS));
    }
    // a little longer than the capture: a guard for the case that we hang
    long millis = leftNanos / 1_000_000 + 2_000;
    return decision instanceof Decision.Unsafe
        ? new Meter.Limit(millis, new Hits(NEVER, NEVER))
        : new Meter.Limit(millis, hits(budget.nanosIn(leftNanos) + Decision.BURST_NANOS));
  }

  private Hits hits(long nanos) {
    return new Hits(
        (long) (nanos / tariff.emulatedNanos()), (long) (nanos / tariff.steppedNanos()));
  }
}
