package io.ngxscope.agent.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory that may be a leak.
 *
 * @param verdict what it is
 * @param path how it is reached; empty if that is not known. Hostile text
 * @param stack who allocates it; null if that is not known
 * @param bytes at the end
 * @param objects at the end
 * @param growthBytesPerMinute over the whole watch
 * @param survivedShare of what was allocated, what still lives, 0 to 1; -1 if that is not known
 * @param confidence in the verdict, 0 to 1
 * @param note the evidence in words
 * @param curve its size in each snapshot
 */
public record LeakCandidate(
    LeakVerdict verdict,
    String path,
    @Nullable Stack stack,
    long bytes,
    long objects,
    long growthBytesPerMinute,
    double survivedShare,
    double confidence,
    String note,
    List<Point> curve) {
  /** Copies the curve. */
  public LeakCandidate {
    curve = List.copyOf(curve);
  }

  /**
   * Its size at one moment.
   *
   * @param unixMicros when, microseconds since the epoch
   * @param cycles cycles of the collector since the first snapshot
   * @param bytes then
   * @param objects then
   */
  public record Point(long unixMicros, long cycles, long bytes, long objects) {}
}
