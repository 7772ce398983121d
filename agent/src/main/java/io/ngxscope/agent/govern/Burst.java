package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcSchedStat;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.ProbeRun;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.stream.Row;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One tracer from its start to its end, with the hits of its probes counted. */
final class Burst implements ProbeRun.Sink {
  /** A tracer that counts nothing for so long hangs, though its probes are in place. */
  private static final long SILENCE_NANOS = 3_000_000_000L;

  private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);

  private final GovernedRun.Events events;
  private final Pid worker;
  private final Meter meter = new Meter();
  private final long startNanos = System.nanoTime();
  private long attachedNanos;
  private long cpuBefore;
  private @Nullable ProbeRun run;

  private Burst(Pid worker, GovernedRun.Events events) {
    this.worker = worker;
    this.events = events;
  }

  static Burst start(TracerStart tracer, ProbeSpec spec, String script, GovernedRun.Events events)
      throws InterruptedException {
    Burst burst = new Burst(tracer.worker(), events);
    burst.run = tracer.start(spec, script, burst);
    return burst;
  }

  /**
   * What a burst came to.
   *
   * @param hits of its probes
   * @param coveredNanos how long they were in place
   * @param cpuNanos processor time of the worker meanwhile
   * @param health what the tracer lost, and said
   */
  record Result(Hits hits, long coveredNanos, long cpuNanos, ProbeHealth health) {}

  @Override
  public void row(Row row) {
    if (!meter.take(row)) {
      events.row(row);
    }
  }

  @Override
  public boolean raw(String line) {
    return events.raw(line);
  }

  boolean isAttached() {
    return attachedNanos != 0;
  }

  /**
   * Looks whether the probes are in place by now.
   *
   * @throws ProbeFailed if they will not be
   */
  boolean becameAttached() throws InterruptedException {
    ProbeRun current = running();
    if (!current.health().attached()) {
      boolean late = System.nanoTime() - startNanos > ATTACH_PATIENCE.toNanos();
      if (late || !current.isRunning()) {
        current.awaitAttached(Duration.ZERO);
      }
      return false;
    }
    attachedNanos = System.nanoTime();
    cpuBefore = cpu();
    return true;
  }

  boolean isRunning() {
    return running().isRunning();
  }

  /** Hits until now. */
  Hits hits() {
    Meter.Reading last = meter.last();
    return last == null ? Hits.NONE : last.hits();
  }

  /** Whether the tracer should have counted something, but did not. */
  boolean isSilent() {
    Meter.Reading last = meter.last();
    long heard = last == null ? attachedNanos : Math.max(last.arrivedNanos(), attachedNanos);
    return System.nanoTime() - heard > SILENCE_NANOS;
  }

  /** Ends the tracer if it has not ended, in good order or at once. */
  Result end(boolean atOnce) {
    ProbeRun current = running();
    long cpu = cpu();
    if (atOnce) {
      current.abandon();
    }
    current.close();
    Meter.Reading last = meter.last();
    long counted = last == null ? 0 : last.spanNanos();
    long covered = isAttached() ? Math.max(counted, 1) : 0;
    ProbeHealth health = current.health().withoutRows(meter.rows());
    return new Result(hits(), covered, Math.max(0, cpu - cpuBefore), health);
  }

  private ProbeRun running() {
    if (run == null) {
      throw new IllegalStateException("not started");
    }
    return run;
  }

  private long cpu() {
    try {
      return ProcSchedStat.read(worker).runNanos();
    } catch (ProcException e) {
      return cpuBefore; // it is gone: what it used is not known any more
    }
  }
}
