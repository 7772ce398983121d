package io.ngxscope.agent.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Durations of event-loop iterations: all of them together, and coarser ones for each slice of
 * time. Its memory is bounded: there are {@value #MAX_SLICES} slices at most. Not thread-safe.
 */
public final class LoopLatency {
  /** More than a screen has columns. */
  static final int MAX_SLICES = 2_000;

  /** So many slices show when things happened. */
  private static final int WANTED_SLICES = 240;

  private static final long[] WIDTHS_MICROS = {
    100_000L,
    200_000L,
    500_000L,
    1_000_000L,
    2_000_000L,
    5_000_000L,
    10_000_000L,
    30_000_000L,
    60_000_000L,
    300_000_000L,
    600_000_000L,
    3_600_000_000L
  };

  private final long sliceMicros;
  private final LatencyHistogram all = new LatencyHistogram();
  private final NavigableMap<Long, LatencyHistogram> slices = new TreeMap<>();
  private final NavigableMap<Long, LatencyHistogram> changed = new TreeMap<>();

  /**
   * A slice of time.
   *
   * @param fromUnixMicros its beginning, microseconds since the epoch
   * @param micros its length in microseconds, above 0
   * @param buckets durations of the iterations that ended in it, in rising order
   */
  public record Slice(long fromUnixMicros, long micros, List<LatencyHistogram.Bucket> buckets) {
    /** Copies the list. */
    public Slice {
      buckets = List.copyOf(buckets);
    }

    /** When it is over, microseconds since the epoch. */
    public long toUnixMicros() {
      return fromUnixMicros + micros;
    }
  }

  /**
   * Nothing yet.
   *
   * @param durationMicros how long the capture may take; slices are chosen by it
   */
  public LoopLatency(long durationMicros) {
    this.sliceMicros = width(durationMicros);
  }

  /** The narrowest width that has not too many slices. */
  static long width(long durationMicros) {
    for (long width : WIDTHS_MICROS) {
      if (durationMicros / width <= WANTED_SLICES) {
        return width;
      }
    }
    return WIDTHS_MICROS[WIDTHS_MICROS.length - 1];
  }

  /**
   * Counts an iteration.
   *
   * @param endUnixMicros when it ended, microseconds since the epoch
   * @param micros how long it took
   */
  public void record(long endUnixMicros, long micros) {
    all.record(micros);
    long from = Math.floorDiv(endUnixMicros, sliceMicros) * sliceMicros;
    if (slices.containsKey(from) || slices.size() < MAX_SLICES) {
      LatencyHistogram slice = slices.computeIfAbsent(from, f -> LatencyHistogram.coarse());
      slice.record(micros);
      changed.put(from, slice);
    }
  }

  /** All iterations. */
  public LatencyHistogram all() {
    return all;
  }

  /** The slices in which an iteration ended, in the order of time. */
  public List<Slice> slices() {
    return list(slices);
  }

  /** Those that have changed since this was asked for the last time. */
  public List<Slice> takeChanged() {
    List<Slice> list = list(changed);
    changed.clear();
    return list;
  }

  private List<Slice> list(NavigableMap<Long, LatencyHistogram> map) {
    List<Slice> list = new ArrayList<>();
    map.forEach((from, slice) -> list.add(new Slice(from, sliceMicros, slice.buckets())));
    return list;
  }
}
