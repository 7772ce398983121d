package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcSchedStat;
import io.ngxscope.agent.probe.ProbeRun;
import io.ngxscope.agent.probe.ProbeSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Counts for a moment how often a worker would hit probes, at the cheapest instructions that tell
 * it. The tracer ends itself after that moment, or as soon as enough was counted.
 */
final class HitRate {
  private static final long MOMENT_MILLIS = 300;

  /** What the counting may cost the worker at most, in nanoseconds. */
  private static final long COUNTING_NANOS = 30_000_000;

  private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);
  private static final long END_PATIENCE_MILLIS = 5_000;
  private static final long NAP_MILLIS = 5;

  private final TracerStart tracer;
  private final Tariff tariff;
  private final List<ProbePoint> points;

  HitRate(TracerStart tracer, Tariff tariff, List<ProbePoint> points) {
    this.tracer = tracer;
    this.tariff = tariff;
    this.points = points;
  }

  /** The main thread's processor time, and when it was read. */
  private record Clock(long cpuNanos, long nanos) {
    double shareSince(Clock before) {
      long wall = nanos - before.nanos;
      return wall <= 0 ? 0 : Math.min(1, (double) (cpuNanos - before.cpuNanos) / wall);
    }
  }

  /**
   * Counts and predicts.
   *
   * @throws NoTarget if the worker is gone
   * @throws ProbeFailed if its hits cannot be counted
   */
  Forecast forecast() throws InterruptedException {
    Hits enough =
        new Hits(
            (long) (COUNTING_NANOS / tariff.emulatedNanos()),
            (long) (COUNTING_NANOS / Forecast.meterNanos(tariff, points)));
    Meter.Limit limit = new Meter.Limit(MOMENT_MILLIS, enough);
    ProbeSpec spec = Meter.alone(points, tracer.worker(), limit);
    String script =
        spec.source().stream().map(l -> l.text()).collect(Collectors.joining("\n", "", "\n"));
    Meter meter = new Meter();
    Clock before = clock();
    try (ProbeRun run = tracer.start(spec, script, meter::take)) {
      run.awaitAttached(ATTACH_PATIENCE);
      Clock attached = clock();
      awaitEnd(run);
      Meter.Reading reading = meter.beforeLast();
      if (reading == null) {
        throw new ProbeFailed(
            "the hits of worker " + tracer.worker() + " could not be counted",
            "try again; `ngxscope doctor` says what this machine allows");
      }
      double busy = attached.shareSince(before);
      return Forecast.of(
          tariff, points, new Forecast.Window(reading.spanNanos(), reading.hits(), busy));
    }
  }

  private void awaitEnd(ProbeRun run) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_PATIENCE_MILLIS);
    while (run.isRunning() && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
    }
  }

  private Clock clock() {
    try {
      long cpu = ProcSchedStat.read(tracer.worker()).runNanos();
      return new Clock(cpu, System.nanoTime());
    } catch (ProcException e) {
      throw new NoTarget(
          "worker " + tracer.worker() + " ended meanwhile", "`ngxscope ps` lists the others");
    }
  }
}
