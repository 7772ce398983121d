package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fine ranges of a histogram added up to those that an eye can tell apart. */
final class LatencyBins {
  /** Bins for each factor of ten. */
  private static final int PER_DECADE = 10;

  private LatencyBins() {}

  /**
   * A range of durations.
   *
   * @param fromMillis above 0
   * @param toMillis above {@code fromMillis}
   * @param count how many iterations took so long, above 0
   */
  record Bin(double fromMillis, double toMillis, long count) {}

  /** Bins of equal width on a logarithmic axis, in rising order; what is empty is left out. */
  static List<Bin> of(List<LatencyHistogram.Bucket> buckets) {
    Map<Integer, Long> counts = new TreeMap<>();
    for (LatencyHistogram.Bucket bucket : buckets) {
      // All below a tenth of a millisecond is "at once".
      double middle = Math.max(0.1, (bucket.fromMicros() + bucket.toMicros()) / 2000.0);
      counts.merge(
          (int) Math.floor(Math.log10(middle) * PER_DECADE + 1e-9), bucket.count(), Long::sum);
    }
    List<Bin> bins = new ArrayList<>();
    counts.forEach((bin, count) -> bins.add(new Bin(edge(bin), edge(bin + 1), count)));
    return bins;
  }

  private static double edge(int bin) {
    return Math.pow(10, (double) bin / PER_DECADE);
  }
}
