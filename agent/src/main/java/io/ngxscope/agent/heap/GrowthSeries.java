package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.LeakFindings;
import java.util.List;

/**
 * Snapshots of one VM, and what was seen between them.
 *
 * @param taken one or more, oldest first
 * @param points memory of the process over time, one or more
 * @param cycles cycles of the collector in the whole time
 * @param allocatedBytes what was allocated at least
 */
public record GrowthSeries(
    List<Taken> taken, List<LeakFindings.Point> points, long cycles, long allocatedBytes) {
  /** Copies the lists. */
  public GrowthSeries {
    taken = List.copyOf(taken);
    points = List.copyOf(points);
  }

  /**
   * A snapshot.
   *
   * @param snapshot what it found
   * @param cycles cycles of the collector before it
   */
  public record Taken(HeapSnapshot snapshot, long cycles) {}

  Taken first() {
    return taken.get(0);
  }

  Taken last() {
    return taken.get(taken.size() - 1);
  }

  /** When each snapshot was taken, in microseconds since the epoch. */
  long[] snapshotTimes() {
    return taken.stream().mapToLong(t -> t.snapshot().unixMicros()).toArray();
  }

  /** From the first to the last snapshot, in microseconds. */
  long snapshotMicros() {
    return last().snapshot().unixMicros() - first().snapshot().unixMicros();
  }

  /** From the first to the last point, in microseconds. */
  long durationMicros() {
    return points.get(points.size() - 1).unixMicros() - points.get(0).unixMicros();
  }
}
