package io.ngxscope.agent.govern;

import io.ngxscope.agent.code.SiteCost;

/**
 * What a hit of a uprobe costs on this machine.
 *
 * @param emulatedNanos at an instruction that the kernel emulates, in nanoseconds
 * @param steppedNanos at any other, in nanoseconds
 * @param measured false if it could not be measured and is assumed
 */
public record Tariff(double emulatedNanos, double steppedNanos, boolean measured) {
  /** The worst that was seen on ordinary machines; assumed where nothing can be measured. */
  public static final Tariff ASSUMED = new Tariff(1_200, 25_000, false);

  private static final double MIN_NANOS = 100;
  private static final double MAX_NANOS = 1e6;

  /** Whether the prices can be true: a cache may hold anything. */
  boolean isSane() {
    return emulatedNanos >= MIN_NANOS
        && emulatedNanos <= steppedNanos * 2
        && steppedNanos <= MAX_NANOS;
  }

  /** Price of a hit, in nanoseconds. */
  public double nanos(SiteCost cost) {
    return cost == SiteCost.EMULATED ? emulatedNanos : steppedNanos;
  }

  /** Price of some hits, in nanoseconds. */
  public double nanos(Hits hits) {
    return hits.emulated() * emulatedNanos + hits.stepped() * steppedNanos;
  }
}
