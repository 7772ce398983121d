package io.ngxscope.agent.session;

import io.ngxscope.agent.govern.GovernedRun;
import io.ngxscope.agent.govern.Governor;
import io.ngxscope.agent.model.Bill;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.TooCostly;
import io.ngxscope.agent.model.InternCalls;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.sample.InternTally;
import io.ngxscope.agent.sample.SampleStream;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.stream.Row;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.target.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Looks at every call of {@code lj_str_new}, in bursts that the governor allows. One thread. */
final class InternBursts {
  private static final String COUNT = "intern-calls";
  private static final String TIME = "intern-times";

  /** Of so many calls one has its stack taken, which costs as much as 40 hits. */
  private static final long EVERY = 499;

  private static final long NAP_MILLIS = 50;

  private final InternPlan plan;
  private final Target target;
  private final WorkerStacks stacks;
  private final Consumer<String> phase;
  private final InternTally tally = new InternTally();
  private final List<Bill> bills = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private long lost;

  /**
   * Readies looking.
   *
   * @param phase told what begins and ends, in words
   */
  InternBursts(InternPlan plan, Target target, WorkerStacks stacks, Consumer<String> phase) {
    this.plan = plan;
    this.target = target;
    this.stacks = stacks;
    this.phase = phase;
  }

  /**
   * Counts calls, then measures some.
   *
   * @param count how long to count
   * @param measure how long to measure
   * @throws TooCostly if not even counting in bursts can be borne
   */
  InternCalls run(Duration count, Duration measure, BooleanSupplier stop)
      throws InterruptedException {
    Bill counted = run(COUNT, List.of("every=" + EVERY), count, stop);
    long timed = 0;
    try {
      timed = stop.getAsBoolean() ? 0 : run(TIME, List.of(), measure, stop).coveredMicros();
    } catch (TooCostly e) {
      unknown.add("how long calls take was not measured: " + e.getMessage());
    }
    if (lost > 0) {
      unknown.add(lost + " lines of the scripts were lost: what was counted is less than all");
    }
    return tally.sum(
        new InternTally.Bursts(
            counted.coveredMicros(), counted.bursts(), counted.spanMicros(), timed),
        EVERY,
        unknown);
  }

  /** What it cost. */
  List<Bill> bills() {
    return bills;
  }

  private Bill run(String script, List<String> arguments, Duration duration, BooleanSupplier stop)
      throws InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    all.add("query=" + (plan.withArguments() ? 1 : 0));
    ProbeSpec spec = ProbeCatalog.shipped().open(script);
    ProbeLauncher launcher = new ProbeLauncher(spec, ProbeArguments.of(spec, all));
    Governor governor = new Governor(plan.budget(), launcher.version());
    GovernedRun run =
        governor.allow(
            target.key(),
            spec,
            launcher.render(target),
            duration,
            List.of(target.pid()),
            new Events(script));
    try (run) {
      while (!run.isOver() && !stop.getAsBoolean()) {
        run.tick();
        TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
      }
    }
    Bill bill = run.bill();
    check(run.health(), script);
    bills.add(bill);
    if (!bill.ended().isEmpty()) {
      unknown.add(script + ": " + bill.ended());
    }
    return bill;
  }

  private void check(ProbeHealth health, String script) {
    lost += health.lostEvents() + health.malformed() + health.fullMaps();
    if (health.exit() > 0 && !health.failures().isEmpty()) {
      throw new DiagnosticException.ProbeFailed(
          "bpftrace failed with " + script + ": " + String.join("; ", health.failures()),
          "`ngxscope doctor` says what this machine allows");
    }
  }

  /** Rows of one script; samples are named as they come. */
  private final class Events implements GovernedRun.Events {
    private final String script;
    private final SampleStream stream = new SampleStream(stacks, KernelSymbols.read(), tally);

    Events(String script) {
      this.script = script;
    }

    @Override
    public void row(Row row) {
      if (!tally.row(row)) {
        stream.row(row);
      }
    }

    @Override
    public boolean raw(String line) {
      return stream.raw(line);
    }

    @Override
    public void attached() {
      phase.accept(script.equals(COUNT) ? "counting every call" : "measuring calls");
    }

    @Override
    public void detached() {
      phase.accept(script.equals(COUNT) ? "counted" : "measured");
    }
  }
}
