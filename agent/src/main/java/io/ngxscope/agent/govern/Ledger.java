package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.Bill;
import io.ngxscope.agent.probe.ProbeHealth;
import java.util.ArrayList;
import java.util.List;

/** Sums up what a run cost, burst by burst. */
final class Ledger {
  private final Terms terms;
  private final List<ProbeHealth> healths = new ArrayList<>();
  private Hits hits = Hits.NONE;
  private long coveredNanos;
  private long cpuNanos;

  Ledger(Terms terms) {
    this.terms = terms;
  }

  void add(Burst.Result result) {
    hits = hits.plus(result.hits());
    coveredNanos += result.coveredNanos();
    cpuNanos += result.cpuNanos();
    healths.add(result.health());
  }

  /** What was spent until now, in nanoseconds of the worker's processor time. */
  long spentNanos() {
    return (long) terms.tariff().nanos(hits);
  }

  /** What it would be with some more. */
  long spentNanos(Hits more) {
    return (long) terms.tariff().nanos(hits.plus(more));
  }

  Bill bill(long spanNanos, String ended) {
    Tariff t = terms.tariff();
    return new Bill(
        terms.worker(),
        mode(),
        terms.budget().maxPercent(),
        terms.decision().forecast().percent(),
        percent(spentNanos(), spanNanos),
        percent(spentNanos(), coveredNanos),
        hits.sum(),
        t.emulatedNanos(),
        t.steppedNanos(),
        t.measured(),
        percent(cpuNanos, coveredNanos),
        healths.size(),
        coveredNanos / 1000,
        spanNanos / 1000,
        ended);
  }

  private Bill.Mode mode() {
    if (terms.decision() instanceof Decision.Burst) {
      return Bill.Mode.BURST;
    }
    return terms.decision() instanceof Decision.Unsafe ? Bill.Mode.UNSAFE : Bill.Mode.PROCEED;
  }

  private static double percent(long part, long whole) {
    return whole <= 0 ? 0 : part * 100.0 / whole;
  }

  /** Status of the last tracer, or -1. */
  int exit() {
    return healths.isEmpty() ? -1 : healths.get(healths.size() - 1).exit();
  }

  /** How the tracers did, all together. */
  ProbeHealth health() {
    return ProbeHealth.sum(healths);
  }
}
