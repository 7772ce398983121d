package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.Bill;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.ProbeRun;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.stream.Row;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A script on one worker within its budget: all of the time or in bursts, and no longer than it may
 * cost. Its owner calls {@link #tick} some twenty times a second. One thread; rows come on another.
 */
public final class GovernedRun implements AutoCloseable {
  /** What may be spent before it was earned, as time in which it is earned. */
  private static final long CREDIT_NANOS = 1_000_000_000L;

  private final Terms terms;
  private final ProbeSpec spec;
  private final String script;
  private final TracerStart tracer;
  private final Events events;
  private final Ledger ledger;
  private long beganNanos;
  private long endedNanos;
  private long nextNanos = System.nanoTime();
  private String why = "";
  private boolean over;
  private @Nullable Burst burst;

  /** What happens. */
  public interface Events {
    /** An event of the script, on the thread that reads it. */
    void row(Row row);

    /** See {@link ProbeRun.Sink#raw}. */
    default boolean raw(String line) {
      return false;
    }

    /** Probes are in place; for each burst. */
    default void attached() {}

    /** Probes are gone and all rows were taken; for each burst. */
    default void detached() {}
  }

  GovernedRun(Terms terms, ProbeSpec spec, String script, TracerStart tracer, Events events) {
    this.terms = terms;
    this.spec = spec;
    this.script = script;
    this.tracer = tracer;
    this.events = events;
    this.ledger = new Ledger(terms);
  }

  /** Who pays. */
  public ProcessKey worker() {
    return terms.worker();
  }

  /** What was allowed. */
  public Decision decision() {
    return terms.decision();
  }

  /** Whether probes were ever in place. */
  public boolean hasBegun() {
    return beganNanos != 0;
  }

  /** Whether nothing more will come. */
  public boolean isOver() {
    return over;
  }

  /**
   * Starts and ends tracers as the budget allows.
   *
   * @throws ProbeFailed if a tracer gave up before its probes were in place
   */
  public void tick() throws InterruptedException {
    Burst current = burst;
    long now = System.nanoTime();
    if (over) {
      return;
    }
    if (current == null) {
      begin(now);
    } else if (!current.isAttached()) {
      awaitAttached(current);
    } else if (!current.isRunning()) {
      end(current, false);
      next();
    } else {
      watch(current, now);
    }
  }

  private void begin(long now) throws InterruptedException {
    if (now - nextNanos >= 0) {
      Meter.Limit limit = terms.limit(leftNanos(now));
      String text = Meter.added(script, terms.points(), false, worker().pid(), limit);
      burst = Burst.start(tracer, spec, text, events);
    }
  }

  private long leftNanos(long now) {
    long all = terms.duration().toNanos();
    return beganNanos == 0 ? all : Math.max(0, all - (now - beganNanos));
  }

  private void awaitAttached(Burst current) throws InterruptedException {
    try {
      if (current.becameAttached()) {
        beganNanos = beganNanos == 0 ? System.nanoTime() : beganNanos;
        events.attached();
      }
    } catch (ProbeFailed e) {
      end(current, false);
      over("");
      if (isGone()) {
        why = "the worker ended";
      } else {
        throw e;
      }
    }
  }

  private void watch(Burst current, long now) {
    if (leftNanos(now) == 0) {
      end(current, false);
      over("");
    } else if (current.isSilent()) {
      end(current, true);
      over("bpftrace said nothing for 3 s and was killed");
    } else if (terms.decision() instanceof Decision.Proceed && isOverdrawn(current, now)) {
      end(current, false);
      over(budgetUsed());
    }
  }

  private boolean isOverdrawn(Burst current, long now) {
    long earned = terms.budget().nanosIn(now - beganNanos + CREDIT_NANOS);
    return ledger.spentNanos(current.hits()) > earned;
  }

  private String budgetUsed() {
    double seconds = Math.max(1, endedNanos - beganNanos) / 1e9;
    return String.format(
        Locale.ROOT,
        "it cost more than %.3g percent of a processor, and was stopped after %.1f s",
        terms.budget().maxPercent(),
        seconds);
  }

  private void end(Burst current, boolean atOnce) {
    ledger.add(current.end(atOnce));
    burst = null;
    endedNanos = System.nanoTime();
    if (current.isAttached()) {
      events.detached();
    }
  }

  /** A tracer ended by itself: its burst is over, or there is nothing more to do. */
  private void next() {
    if (isGone()) {
      over("the worker ended");
    } else if (ledger.exit() > 0) {
      over("bpftrace ended with status " + ledger.exit());
    } else if (terms.decision() instanceof Decision.Burst plan) {
      long earned = (long) (ledger.spentNanos() * 100 / terms.budget().maxPercent());
      nextNanos = Math.max(endedNanos + plan.pause().toNanos(), beganNanos + earned);
      if (nextNanos - beganNanos + plan.length().toNanos() > terms.duration().toNanos()) {
        over("");
      }
    } else {
      boolean spent = ledger.spentNanos() >= terms.budget().nanosIn(terms.duration().toNanos());
      over(spent && !terms.budget().unsafe() ? budgetUsed() : "the script ended by itself");
    }
  }

  private boolean isGone() {
    return !ProcFs.LIVE.exists(worker().pid());
  }

  private void over(String reason) {
    over = true;
    why = reason;
  }

  /** What it cost until now; complete once it is over or closed. */
  public Bill bill() {
    long end = over && endedNanos != 0 ? endedNanos : System.nanoTime();
    long span = beganNanos == 0 ? 0 : Math.max(end - beganNanos, 1);
    boolean bursts = terms.decision() instanceof Decision.Burst;
    return ledger.bill(bursts ? Math.max(span, nextNanos - beganNanos) : span, why);
  }

  /** How the tracers did; complete once it is over or closed. */
  public ProbeHealth health() {
    return ledger.health();
  }

  /** Removes the probes and takes the rest of what was printed. */
  @Override
  public void close() {
    Burst current = burst;
    if (current != null) {
      end(current, false);
    }
    over = true;
  }
}
