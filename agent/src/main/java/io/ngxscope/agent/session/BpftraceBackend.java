package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.sample.SampleStream;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.symbol.KernelSymbols;
import java.util.List;

/** Samples by a script for bpftrace, which copies all of a sample at one instant. */
final class BpftraceBackend implements SampleBackend {
  private final ProbeLauncher launcher;
  private final KernelSymbols kernel;

  /**
   * Readies a script of the catalog; asks bpftrace for its version.
   *
   * @param arguments {@code name=value}
   */
  BpftraceBackend(String script, List<String> arguments, KernelSymbols kernel)
      throws InterruptedException {
    ProbeSpec spec = ProbeCatalog.shipped().open(script);
    this.launcher = new ProbeLauncher(spec, ProbeArguments.of(spec, arguments));
    this.kernel = kernel;
  }

  @Override
  public TracerRun start(WorkerStacks worker, List<Pid> all, SampleStream.Listener listener)
      throws InterruptedException {
    SampleStream stream = new SampleStream(worker, kernel, listener);
    return launcher.start(worker.target(), launcher.render(worker.target()), all, stream);
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {
    // every run was closed by who started it
  }
}
