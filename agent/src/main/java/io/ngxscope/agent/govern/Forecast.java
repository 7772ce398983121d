package io.ngxscope.agent.govern;

import io.ngxscope.agent.code.SiteCost;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What probes would cost a worker.
 *
 * @param percent processor time for the traffic that it has, in percent of one processor; over 100
 *     means that it could not serve that traffic any more
 * @param hitsPerSecond hits of all probes
 * @param busyPercent processor time that it uses without probes, in percent of one processor
 */
public record Forecast(double percent, double hitsPerSecond, double busyPercent) {
  /** Nothing is hit. */
  public static final Forecast FREE = new Forecast(0, 0, 0);

  /** Even a worker that does nothing but hit probes does a little in between. */
  private static final double LEAST_USEFUL = 0.02;

  /**
   * A short look at a worker with counting probes in place.
   *
   * @param spanNanos how long
   * @param counted hits of the counting probes
   * @param busyShare part of one processor that it used before
   */
  record Window(long spanNanos, Hits counted, double busyShare) {}

  /**
   * Computes it. While the worker is slowed down by the counting itself it does less, so hits are
   * weighed against the processor time that was left for its own work: a worker that was half busy
   * and whose hits take three quarters of a processor did only half of its work.
   */
  static Forecast of(Tariff tariff, List<ProbePoint> points, Window window) {
    if (window.counted().sum() == 0 || window.spanNanos() <= 0) {
      return new Forecast(0, 0, window.busyShare() * 100);
    }
    double dearHits = window.counted().stepped() * perCount(points);
    double wanted =
        window.counted().emulated() * tariff.emulatedNanos() + dearHits * tariff.steppedNanos();
    double counting =
        window.counted().emulated() * tariff.emulatedNanos()
            + window.counted().stepped() * meterNanos(tariff, points);
    double span = window.spanNanos();
    double left = Math.max(span - counting, span * LEAST_USEFUL);
    double useful = Math.min(left, span * Math.max(window.busyShare(), LEAST_USEFUL));
    double busy = Math.max(window.busyShare(), useful / span);
    double hits = window.counted().emulated() + dearHits;
    return new Forecast(wanted / useful * busy * 100, hits / useful * busy * 1e9, busy * 100);
  }

  /** How many dear hits stand behind one that was counted at a function's entry. */
  private static double perCount(List<ProbePoint> points) {
    Map<Long, List<ProbePoint>> byMeter =
        points.stream()
            .filter(p -> p.cost() == SiteCost.STEPPED)
            .collect(Collectors.groupingBy(ProbePoint::meter));
    long hits = 0;
    for (List<ProbePoint> group : byMeter.values()) {
      hits += group.stream().filter(p -> !p.returns()).count();
      hits += group.stream().anyMatch(ProbePoint::returns) ? 1 : 0;
    }
    return byMeter.isEmpty() ? 0 : (double) hits / byMeter.size();
  }

  /** What counting a dear probe costs, in nanoseconds. */
  static double meterNanos(Tariff tariff, List<ProbePoint> points) {
    boolean dear =
        points.stream().anyMatch(p -> p.cost() == SiteCost.STEPPED && p.meter() == p.address());
    return dear ? tariff.steppedNanos() : tariff.emulatedNanos();
  }
}
