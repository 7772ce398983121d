package io.ngxscope.agent.session;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.probe.Machine;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.Readiness;
import io.ngxscope.agent.probe.ToolCheck;
import io.ngxscope.agent.probe.ToolVersion;
import io.ngxscope.agent.probe.Tracer;
import java.util.Locale;
import java.util.Optional;

/**
 * Which tracer samples.
 *
 * @param tracer bpftrace or perf
 * @param mayChange whether perf may take over if bpftrace gives up while it attaches
 * @param why why it is perf though nobody asked for it; empty otherwise
 */
public record BackendChoice(Tracer tracer, boolean mayChange, String why) {
  /** The tracer that the user named. */
  public static BackendChoice of(Tracer tracer) {
    return new BackendChoice(tracer, false, "");
  }

  /**
   * Chooses: bpftrace, unless it is missing or BPF is refused.
   *
   * @param script the script for bpftrace that would be used
   */
  public static BackendChoice choose(String script) throws InterruptedException {
    String against = obstacle("bpftrace", script);
    if (against.isEmpty()) {
      boolean perf = obstacle("perf", "perf-profile").isEmpty();
      return new BackendChoice(Tracer.BPFTRACE, perf, "");
    }
    // If perf cannot be used either, the error is to be about what is better.
    return obstacle("perf", "perf-profile").isEmpty()
        ? new BackendChoice(Tracer.PERF, false, against)
        : of(Tracer.BPFTRACE);
  }

  private static String obstacle(String tool, String script) throws InterruptedException {
    ProbeSpec spec = ProbeCatalog.shipped().open(script);
    Optional<ToolVersion> version = ToolCheck.version(tool);
    if (version.isEmpty()) {
      return tool + " is not installed";
    }
    try {
      new Readiness(Machine.read(), t -> version).requireHost(spec);
      return "";
    } catch (DiagnosticException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Its name in options and results. */
  public String key() {
    return tracer.name().toLowerCase(Locale.ROOT);
  }

  /** Whether perf takes part, or may do so. */
  boolean usesPerf() {
    return tracer == Tracer.PERF || mayChange;
  }
}
