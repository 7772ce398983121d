package io.ngxscope.agent.model;

import java.util.List;

/**
 * How the table of strings changed during a capture.
 *
 * @param points its size over time, the first at the beginning, in rising order of time
 * @param resizes how often and when it grew or shrank, as far as seen
 */
public record InternGrowth(List<Point> points, List<Resize> resizes) {
  /** Copies the lists. */
  public InternGrowth {
    points = List.copyOf(points);
    resizes = List.copyOf(resizes);
  }

  /**
   * The table at one moment.
   *
   * @param unixMicros when, microseconds since the epoch
   * @param strings as LuaJIT counts them, dead ones that are not swept yet included
   * @param slots its slots
   */
  public record Point(long unixMicros, long strings, long slots) {}

  /**
   * The table was made anew, for which every string is put into its new place.
   *
   * @param unixMicros when it was seen, microseconds since the epoch
   * @param from slots before
   * @param to slots after
   * @param strings at that time
   */
  public record Resize(long unixMicros, long from, long to, long strings) {}
}
