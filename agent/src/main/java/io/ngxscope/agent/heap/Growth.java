package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.LeakVerdict;

/**
 * Judges a curve of sizes. Pure arithmetic: what is held is held, since only what can be reached
 * from the roots is in the curve; the question is whether it goes on.
 *
 * @param micros when each snapshot was taken, in microseconds
 * @param bytes in each snapshot
 * @param objects in each snapshot
 * @param cycles of the collector between the first and the last
 */
@SuppressWarnings("ArrayRecordComponent") // made for one judgement and never compared
record Growth(long[] micros, long[] bytes, long[] objects, long cycles) {
  /** Fewer snapshots show no trend. */
  static final int MIN_SNAPSHOTS = 3;

  /** Fewer cycles leave open whether the collector would have released it. */
  static final int MIN_CYCLES = 2;

  /** Part of the whole growth below which a step counts as none. */
  private static final double NOISE = 0.01;

  /** If it grew at less than this part of its mean pace in the end, it has levelled off. */
  private static final double LEVEL = 0.12;

  /** If it grew at this part of its mean pace or more, it goes on. */
  private static final double GOES_ON = 0.4;

  /** A judgement and how sure it is, 0 to 1. */
  record Judgement(LeakVerdict verdict, double confidence) {}

  long grown() {
    return bytes[bytes.length - 1] - bytes[0];
  }

  Judgement judge() {
    int steps = bytes.length - 1;
    if (bytes.length < MIN_SNAPSHOTS || cycles < MIN_CYCLES) {
      return new Judgement(LeakVerdict.WARMING_UP, 0.2);
    }
    // Parts of tables double, which makes steps of bytes; the number of objects grows evenly.
    long[] curve = objects[steps] - objects[0] > steps * 4L ? objects : bytes;
    double whole = (double) (curve[steps] - curve[0]);
    double high = 0;
    double fallen = 0;
    int rising = 0;
    for (int i = 1; i <= steps; i++) {
      double step = (double) (curve[i] - curve[i - 1]);
      rising += step > NOISE * Math.abs(whole) ? 1 : 0;
      fallen += Math.max(0, -step);
      high = Math.max(high, (double) (curve[i] - curve[0]));
    }
    if (whole <= 0 || fallen > 0.5 * high) {
      return new Judgement(LeakVerdict.CACHE, sure(steps, steps));
    }
    double pace = latePace(curve) / whole;
    if (pace < LEVEL) {
      return new Judgement(LeakVerdict.CACHE, sure(steps, steps));
    }
    return pace >= GOES_ON && rising * 3 >= steps * 2
        ? new Judgement(LeakVerdict.LEAK, sure(rising, steps))
        : new Judgement(LeakVerdict.WARMING_UP, 0.4);
  }

  /** What it would have grown by, had it always grown as in the last third of the time. */
  private double latePace(long[] curve) {
    int last = curve.length - 1;
    double time = (double) Math.max(1, micros[last] - micros[0]);
    int from = last - 1;
    while (from > 1 && micros[last] - micros[from] < time / 3) {
      from--;
    }
    double part = (double) Math.max(1, micros[last] - micros[from]);
    return (double) (curve[last] - curve[from]) * time / part;
  }

  /** More cycles and more steps in one direction make surer. */
  private double sure(int agreeing, int steps) {
    double by = Math.min(1, (cycles + 1) / 6.0) * Math.min(1, (steps + 1) / 6.0);
    return Math.round(100 * (0.4 + 0.59 * by * agreeing / steps)) / 100.0;
  }
}
