package io.ngxscope.agent.session;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.MissingTool;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.CpuList;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.BpftraceCommand;
import io.ngxscope.agent.probe.Machine;
import io.ngxscope.agent.probe.PerfRun;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeFacts;
import io.ngxscope.agent.probe.ProbeRun;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.Readiness;
import io.ngxscope.agent.probe.ScriptRenderer;
import io.ngxscope.agent.probe.ToolCheck;
import io.ngxscope.agent.probe.ToolVersion;
import io.ngxscope.agent.probe.Tracer;
import io.ngxscope.agent.probe.TracerPlace;
import io.ngxscope.agent.stream.PerfEvent;
import io.ngxscope.agent.target.Target;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts one script on workers, after asking whether it can run at all. */
public final class ProbeLauncher {
  private final ProbeSpec spec;
  private final ProbeArguments arguments;
  private final ToolVersion version;
  private final Readiness readiness;
  private final WorkerFacts facts = new WorkerFacts();

  /**
   * Readies starting; asks the tracer for its version.
   *
   * @throws MissingTool if there is no tracer
   */
  public ProbeLauncher(ProbeSpec spec, ProbeArguments arguments) throws InterruptedException {
    this.spec = spec;
    this.arguments = arguments;
    String tool = spec.backend() == Tracer.PERF ? "perf" : "bpftrace";
    Optional<ToolVersion> installed = ToolCheck.version(tool);
    this.version = installed.orElseThrow(() -> missing(tool));
    this.readiness = new Readiness(Machine.read(), name -> installed);
  }

  private static MissingTool missing(String tool) {
    String debian = tool.equals("perf") ? "linux-perf" : tool;
    return new MissingTool(
        tool + " is not installed, or does not tell its version",
        "install the package " + debian + "; `ngxscope block` works without");
  }

  /** Version of the tracer. */
  ToolVersion version() {
    return version;
  }

  /**
   * The script as the tracer of one worker gets it.
   *
   * @throws DiagnosticException if a fact or requirement is missing, or the worker is gone
   */
  public String render(Target worker) {
    ProbeFacts known = facts(worker);
    readiness.require(spec, known);
    return ScriptRenderer.render(spec, arguments, known);
  }

  private ProbeFacts facts(Target worker) {
    try {
      return facts.of(worker);
    } catch (ProcException e) {
      throw new NoTarget(
          "worker " + worker.pid() + " ended meanwhile", "`ngxscope ps` lists the others");
    }
  }

  /**
   * Starts the tracer of one worker.
   *
   * @param script from {@link #render}
   * @param all the workers that are traced, away from all of which it runs
   * @throws Usage if the script is for perf
   */
  public ProbeRun start(Target worker, String script, Collection<Pid> all, ProbeRun.Sink sink)
      throws InterruptedException {
    if (spec.backend() != Tracer.BPFTRACE) {
      throw new Usage(
          spec.name() + " prints no lines: it is a part of profile, offcpu and block",
          "use them with --backend perf");
    }
    BpftraceCommand command = BpftraceCommand.of(spec, worker.pid(), place(all), version);
    return ProbeRun.start(spec, script, command, sink);
  }

  /**
   * Starts perf on one worker.
   *
   * @param all the workers that are traced, away from all of which it runs
   * @param sink takes what it records
   */
  public PerfRun record(Target worker, Collection<Pid> all, Consumer<PerfEvent> sink)
      throws InterruptedException {
    return PerfRun.start(spec, render(worker), place(all), sink);
  }

  private static CpuList place(Collection<Pid> workers) {
    try {
      return TracerPlace.awayFrom(workers);
    } catch (ProcException e) {
      throw new DiagnosticException.Unsupported(
          "our own processors cannot be told: " + e.getMessage(), "mount the proc file system");
    }
  }
}
