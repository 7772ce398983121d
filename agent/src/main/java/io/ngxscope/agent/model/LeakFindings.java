package io.ngxscope.agent.model;

import java.util.List;

/**
 * What watching a heap grow has found.
 *
 * @param cycles cycles of the collector that were completed
 * @param durationMicros how long it was watched, in microseconds
 * @param snapshots how often the heap was copied
 * @param allocatedBytes what was allocated at least, in bytes
 * @param gcTotalStartBytes {@code g->gc.total} at the start
 * @param gcTotalEndBytes the same at the end
 * @param rssStartBytes resident memory of the worker at the start
 * @param rssEndBytes the same at the end
 * @param processVerdict for the process as a whole, in words
 * @param processNote the evidence for it
 * @param candidates what may be a leak, leaks first, then by growth
 * @param allocations who allocates, by samples; empty if allocations were not sampled
 * @param curve memory of the process over time
 * @param grownFunctions functions by definition, of which there are more than before: the
 *     difference
 * @param grownShapes tables by shape, of which there are more: the difference
 * @param grownTypes types of objects, of which there are more: the difference
 */
public record LeakFindings(
    long cycles,
    long durationMicros,
    int snapshots,
    long allocatedBytes,
    long gcTotalStartBytes,
    long gcTotalEndBytes,
    long rssStartBytes,
    long rssEndBytes,
    String processVerdict,
    String processNote,
    List<LeakCandidate> candidates,
    List<AllocationSite> allocations,
    List<Point> curve,
    List<HeapRow> grownFunctions,
    List<HeapRow> grownShapes,
    List<HeapRow> grownTypes) {
  /** Copies the lists. */
  public LeakFindings {
    candidates = List.copyOf(candidates);
    allocations = List.copyOf(allocations);
    curve = List.copyOf(curve);
    grownFunctions = List.copyOf(grownFunctions);
    grownShapes = List.copyOf(grownShapes);
    grownTypes = List.copyOf(grownTypes);
  }

  /**
   * Memory at one moment.
   *
   * @param unixMicros when, microseconds since the epoch
   * @param gcTotalBytes what LuaJIT has allocated
   * @param rssBytes what is resident
   * @param cycles cycles of the collector since the start
   */
  public record Point(long unixMicros, long gcTotalBytes, long rssBytes, long cycles) {}
}
