package io.ngxscope.agent.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How long something took, in microseconds, from 1 us to 1 hour at two significant digits. Not
 * thread-safe: one writer; {@link #buckets()} gives immutable data.
 */
public final class LatencyHistogram {
  private static final long MAX_MICROS = 3_600_000_000L;
  private final Histogram histogram;

  /** Ranges that are 1 % wide. */
  public LatencyHistogram() {
    this(2);
  }

  private LatencyHistogram(int digits) {
    histogram = new Histogram(MAX_MICROS, digits);
  }

  /** Ranges that are 6 % wide, in 4 KiB: for where there are many histograms. */
  public static LatencyHistogram coarse() {
    return new LatencyHistogram(1);
  }

  /**
   * A range of durations and how often it was met.
   *
   * @param fromMicros lower bound, inclusive
   * @param toMicros upper bound, inclusive
   * @param count how often, above 0
   */
  public record Bucket(long fromMicros, long toMicros, long count) {}

  /** Counts one duration; out-of-range ones count as the nearest that fits. */
  public void record(long micros) {
    histogram.recordValue(Math.max(0, Math.min(micros, MAX_MICROS)));
  }

  /** Counts a range read from a recording. */
  public void add(Bucket bucket) {
    long middle = bucket.fromMicros() + (bucket.toMicros() - bucket.fromMicros()) / 2;
    histogram.recordValueWithCount(Math.max(0, Math.min(middle, MAX_MICROS)), bucket.count());
  }

  /** Adds what another one counted. */
  public void merge(LatencyHistogram other) {
    histogram.add(other.histogram);
  }

  /** How many durations were counted. */
  public long count() {
    return histogram.getTotalCount();
  }

  /** The longest, in microseconds; 0 if nothing was counted. */
  public long maxMicros() {
    return histogram.getMaxValue();
  }

  /**
   * The duration under which a share of all lies.
   *
   * @param percent 0 to 100
   * @return microseconds; 0 if nothing was counted
   */
  public long percentileMicros(double percent) {
    return count() == 0 ? 0 : histogram.getValueAtPercentile(percent);
  }

  /** The ranges that were met, in rising order. */
  public List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (HistogramIterationValue v : histogram.recordedValues()) {
      long to = histogram.highestEquivalentValue(v.getValueIteratedTo());
      long from = histogram.lowestEquivalentValue(v.getValueIteratedTo());
      buckets.add(new Bucket(from, to, v.getCountAddedInThisIterationStep()));
    }
    return buckets;
  }
}
