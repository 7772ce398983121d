package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.TooCostly;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.os.CpuList;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.os.ProcUnusable;
import io.ngxscope.agent.os.StateFolder;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.ToolVersion;
import io.ngxscope.agent.probe.TracerPlace;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Allows probes on workers, or does not. For each worker: the script's probes are found and priced,
 * their hits are counted for a moment, and what they would cost is compared with the budget. {@code
 * docs/governor.md} says how to use it. One thread.
 */
public final class Governor {
  private final Budget budget;
  private final ToolVersion tracer;
  private final ScriptProbes probes = new ScriptProbes();
  private @Nullable Tariff tariff;

  /**
   * Readies governing.
   *
   * @param budget what each worker may be made to pay
   * @param tracer version of bpftrace
   */
  public Governor(Budget budget, ToolVersion tracer) {
    this.budget = budget;
    this.tracer = tracer;
  }

  /** What a hit costs on this machine: measured once after each boot, in about a second. */
  public Tariff tariff() throws InterruptedException {
    if (tariff == null) {
      tariff = known();
    }
    return tariff;
  }

  private Tariff known() throws InterruptedException {
    try {
      String boot = ProcFs.LIVE.text("sys/kernel/random/boot_id");
      TariffFile file = new TariffFile(StateFolder.path(), boot, tracer.toString());
      Tariff kept = file.read().orElse(null);
      if (kept != null) {
        return kept;
      }
      Tariff measured = new Calibration(tracer).measure();
      file.write(measured);
      return measured;
    } catch (ProcUnusable e) {
      return new Calibration(tracer).measure();
    }
  }

  /**
   * Decides about a script on a worker, and readies its run. Nothing is attached when it returns.
   *
   * @param worker who would pay
   * @param spec the script
   * @param script its text as the tracer would get it
   * @param duration of the capture
   * @param workers all that are traced, away from which the tracer runs
   * @param events told what happens
   * @throws TooCostly if it would cost more than the budget even in bursts
   * @throws Unsupported if it would harm the worker
   * @throws DiagnosticException if the hits cannot be counted
   */
  public GovernedRun allow(
      ProcessKey worker,
      ProbeSpec spec,
      String script,
      Duration duration,
      Collection<Pid> workers,
      GovernedRun.Events events)
      throws InterruptedException {
    List<ProbePoint> points = probes.in(script);
    TracerStart start = new TracerStart(worker.pid(), place(workers), tracer);
    Forecast forecast =
        points.isEmpty() ? Forecast.FREE : new HitRate(start, tariff(), points).forecast();
    Decision decision = Decision.of(forecast, budget, duration);
    if (decision instanceof Decision.Refuse refuse) {
      throw tooCostly(spec, worker, refuse);
    }
    Tariff prices = points.isEmpty() ? Tariff.ASSUMED : tariff();
    Terms terms = new Terms(worker, points, prices, budget, decision, duration);
    return new GovernedRun(terms, spec.with(Meter.OUTPUT), script, start, events);
  }

  private static CpuList place(Collection<Pid> workers) {
    try {
      return TracerPlace.awayFrom(workers);
    } catch (ProcException e) {
      throw new Unsupported(
          "our own processors cannot be told: " + e.getMessage(), "mount the proc file system");
    }
  }

  private TooCostly tooCostly(ProbeSpec spec, ProcessKey worker, Decision.Refuse refuse) {
    Forecast f = refuse.forecast();
    return new TooCostly(
        String.format(
            Locale.ROOT,
            "%s would cost worker %s %.0f percent of a processor (%.0f hits a second), and %.3g are"
                + " allowed; %s",
            spec.name(),
            worker.pid(),
            f.percent(),
            f.hitsPerSecond(),
            budget.maxPercent(),
            refuse.why()),
        "use a sampling gear; or capture longer (-d), raise --max-overhead, or insist with"
            + " --unsafe-overhead");
  }
}
