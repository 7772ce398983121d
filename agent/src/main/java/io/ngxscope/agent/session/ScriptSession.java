package io.ngxscope.agent.session;

import io.ngxscope.agent.govern.Budget;
import io.ngxscope.agent.govern.GovernedRun;
import io.ngxscope.agent.govern.Governor;
import io.ngxscope.agent.model.Bill;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.stream.Row;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs one script on some workers, within a budget, and hands on what it prints. One use. */
public final class ScriptSession {
  private static final long NAP_MILLIS = 50;

  private final ProbeSpec spec;
  private final ProbeArguments arguments;
  private final Budget budget;
  private final Listener listener;
  private boolean allAttached;

  /** Takes what happens; never called by two threads at once. */
  public interface Listener {
    /** All probes of all workers are in place. */
    void attached(int workers);

    /** A worker's script printed something. */
    void row(Pid worker, Row row);

    /** A worker ended, and its script with it. */
    void ended(Pid worker);
  }

  /**
   * How it went with one worker.
   *
   * @param worker who
   * @param health what was lost, and what the tracer said
   * @param bill what it cost the worker
   */
  public record Outcome(Pid worker, ProbeHealth health, Bill bill) {}

  private record Traced(Target worker, GovernedRun run) {}

  /**
   * Readies a run.
   *
   * @param budget what it may cost each worker
   */
  public ScriptSession(ProbeSpec spec, ProbeArguments arguments, Budget budget, Listener listener) {
    this.spec = spec;
    this.arguments = arguments;
    this.budget = budget;
    this.listener = listener;
  }

  /**
   * Runs.
   *
   * @param pids workers, or masters that stand for all their workers
   * @param duration how long at most, from the moment at which everything is attached
   * @param stop asked often; true ends it early, in good order
   * @throws DiagnosticException if it cannot begin or would cost too much, or if a tracer gives up
   *     while its worker lives
   */
  public List<Outcome> run(List<Pid> pids, Duration duration, BooleanSupplier stop)
      throws InterruptedException {
    TargetFinder finder = TargetFinder.live();
    List<Target> workers = finder.resolve(pids);
    List<Traced> traced = new ArrayList<>();
    try {
      allow(workers, duration, traced);
      watch(finder, traced, duration, stop);
    } finally {
      traced.parallelStream().forEach(t -> t.run().close());
    }
    return outcomes(finder, traced);
  }

  private void allow(List<Target> workers, Duration duration, List<Traced> traced)
      throws InterruptedException {
    ProbeLauncher launcher = new ProbeLauncher(spec, arguments);
    Governor governor = new Governor(budget, launcher.version());
    List<Pid> all = workers.stream().map(Target::pid).toList();
    for (Target worker : workers) {
      String script = launcher.render(worker);
      traced.add(
          new Traced(
              worker,
              governor.allow(worker.key(), spec, script, duration, all, row -> take(worker, row))));
    }
  }

  private void take(Target worker, Row row) {
    synchronized (listener) {
      listener.row(worker.pid(), row);
    }
  }

  /** A tracer may end by itself: its worker is gone, or its script has said all. */
  private void watch(
      TargetFinder finder, List<Traced> traced, Duration duration, BooleanSupplier stop)
      throws InterruptedException {
    List<Traced> running = new ArrayList<>(traced);
    long endNanos = 0;
    while (!running.isEmpty() && !stop.getAsBoolean()) {
      for (Traced t : List.copyOf(running)) {
        t.run().tick();
        boolean alive = finder.isAlive(t.worker().key());
        if (!alive) {
          ended(t);
        }
        if (!alive || t.run().isOver()) {
          running.remove(t);
        }
      }
      if (!allAttached && traced.stream().allMatch(t -> t.run().hasBegun())) {
        allAttached = true;
        endNanos = System.nanoTime() + duration.toNanos();
        listener.attached(traced.size());
      }
      if (allAttached && System.nanoTime() - endNanos >= 0) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
    }
  }

  private void ended(Traced t) {
    t.run().close();
    synchronized (listener) {
      listener.ended(t.worker().pid());
    }
  }

  private List<Outcome> outcomes(TargetFinder finder, List<Traced> traced) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Traced t : traced) {
      ProbeHealth health = t.run().health();
      if (health.exit() != 0 && finder.isAlive(t.worker().key())) {
        String ended = t.run().bill().ended();
        throw new ProbeFailed(
            (ended.isEmpty() ? "bpftrace ended with status " + health.exit() : ended)
                + ", on worker "
                + t.worker().pid()
                + (health.failures().isEmpty() ? "" : ": " + String.join("; ", health.failures())),
            "`ngxscope probes show "
                + spec.name()
                + " --rendered -p PID` prints what bpftrace was given");
      }
      outcomes.add(new Outcome(t.worker().pid(), health, t.run().bill()));
    }
    return outcomes;
  }
}
