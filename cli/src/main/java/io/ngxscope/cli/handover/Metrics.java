package io.ngxscope.cli.handover;

import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.guard.Trigger;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.session.GuardListener;
import io.ngxscope.agent.session.GuardStatus;
import io.ngxscope.cli.report.FrameText;
import io.ngxscope.cli.report.Printable;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the agent sees, as metrics. The labels of a worker go when it goes. */
public final class Metrics implements GuardListener {
  private static final int MAX_CULPRITS = 50;
  private static final int MAX_NAME = 120;
  private static final double MICROS = 1e6;
  private static final String PID = "pid";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final FewNames culprits = new FewNames(MAX_CULPRITS);
  private final Map<ProcessKey, Long> cpuBefore = new HashMap<>();
  private long selfBefore;

  private final Histogram loop =
      Histogram.builder()
          .name("ngxscope_loop_seconds")
          .help(
              "Iterations of an event loop that were seen by sampling, which are those of some"
                  + " milliseconds and more; shorter ones are not counted.")
          .labelNames(PID)
          .classicOnly()
          .classicUpperBounds(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
          .register(registry);
  private final Counter blocked =
      counter("ngxscope_blocked_seconds", "Blocks of 20 ms and more, by culprit.", "culprit");
  private final Counter blocks =
      counter("ngxscope_blocks", "Blocks of 20 ms and more, by culprit.", "culprit");
  private final Gauge gc =
      gauge("ngxscope_lua_gc_bytes", "Memory of the Lua VMs, as LuaJIT accounts it.", PID);
  private final Gauge strings = gauge("ngxscope_lua_strings", "Interned strings.", PID);
  private final Gauge slots =
      gauge("ngxscope_lua_string_slots", "Slots of the table of interned strings.", PID);
  private final Gauge resident =
      gauge("ngxscope_worker_resident_bytes", "Memory of a worker in use.", PID);
  private final Counter cpu =
      counter("ngxscope_worker_cpu_seconds", "Time of a worker's main thread on a processor.", PID);
  private final Gauge workers = gauge("ngxscope_workers", "Workers that are watched.");
  private final Counter triggers =
      counter("ngxscope_triggers", "Rules that fired, by what became of it.", "source", "fate");
  private final Counter captures =
      counter("ngxscope_captures", "Captures that are complete.", "source");
  private final Gauge look =
      gauge("ngxscope_agent_look_seconds", "Time between two looks at workers in their loops.");
  private final Gauge inFlight =
      gauge("ngxscope_requests_in_flight", "Requests that nginx reads or answers, as it counts.");
  private final Counter self =
      counter("ngxscope_agent_cpu_seconds", "Processor time of ngxscope itself.");

  /** Metrics with a registry of their own. */
  public Metrics() {}

  PrometheusRegistry registry() {
    return registry;
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  private Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  @Override
  public void iteration(ProcessKey worker, long micros) {
    loop.labelValues(pid(worker)).observe(micros / MICROS);
  }

  @Override
  public void block(Block block) {
    Frame frame = Culprits.culprit(block);
    String name =
        culprits.of(Printable.of(FrameText.name(frame) + " " + FrameText.where(frame), MAX_NAME));
    blocked.labelValues(name).inc(block.durationMicros() / MICROS);
    blocks.labelValues(name).inc();
  }

  @Override
  public void readings(List<WorkerReading> readings) {
    for (WorkerReading reading : readings) {
      String pid = pid(reading.worker());
      resident.labelValues(pid).set((double) reading.residentBytes());
      if (reading.lua().vms() > 0) {
        gc.labelValues(pid).set((double) reading.lua().bytes());
        strings.labelValues(pid).set((double) reading.lua().strings());
        slots.labelValues(pid).set((double) reading.lua().stringSlots());
      }
      Long before = cpuBefore.put(reading.worker(), reading.cpuMicros());
      if (before != null && reading.cpuMicros() > before) {
        cpu.labelValues(pid).inc((reading.cpuMicros() - before) / MICROS);
      }
    }
  }

  @Override
  public void worker(WorkerEvent event) {
    if (event.what() == WorkerEvent.What.GONE) {
      String pid = pid(event.worker());
      cpuBefore.remove(event.worker());
      loop.remove(pid);
      cpu.remove(pid);
      List.of(gc, strings, slots, resident).forEach(gauge -> gauge.remove(pid));
    }
  }

  private static String pid(ProcessKey worker) {
    return worker.pid().toString();
  }

  @Override
  public void triggered(Trigger trigger, Fate fate) {
    triggers.labelValues(trigger.source(), fate.name().toLowerCase(Locale.ROOT)).inc();
  }

  @Override
  public void captured(Incident incident) {
    captures.labelValues(incident.trigger().source()).inc();
  }

  @Override
  public void second(GuardStatus status) {
    workers.set(status.workers().size());
    status.inFlight().ifPresent(n -> inFlight.set((double) n));
    look.set(status.lookMicros() / MICROS);
    self.inc(Math.max(0, status.selfCpuMicros() - selfBefore) / MICROS);
    selfBefore = status.selfCpuMicros();
  }
}
