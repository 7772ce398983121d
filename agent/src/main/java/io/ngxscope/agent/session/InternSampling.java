package io.ngxscope.agent.session;

import io.ngxscope.agent.aggregate.Interning;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.watch.WallClock;
import java.time.Duration;
import java.util.List;

/** Samples the stacks of one worker and keeps those that intern strings. One thread. */
final class InternSampling implements AutoCloseable {
  private static final String SCRIPT = "profile";
  private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);

  private final long tickMicros;
  private final WorkerStacks stacks;
  private final StackWorker worker;
  private final SampleQuality quality;
  private final Interning sums = new Interning();
  private long samples;

  /**
   * Starts the script, and returns when its probe is in place.
   *
   * @throws DiagnosticException if it cannot run
   */
  InternSampling(InternPlan plan, Target target) throws InterruptedException {
    this.tickMicros = plan.tickMicros();
    KernelSymbols kernel = KernelSymbols.read();
    BpftraceBackend backend = new BpftraceBackend(SCRIPT, plan.sampling(), kernel);
    this.quality = new SampleQuality(kernel.isKnown());
    this.stacks = open(plan, target);
    stacks.sampler().prepareNames();
    StackWorker made = new StackWorker(stacks, new WallClock(), tickMicros);
    this.worker = made.with(start(backend, target, made));
    await();
  }

  private static WorkerStacks open(InternPlan plan, Target target) {
    try {
      return new StackOpener(plan.withArguments(), complete -> {}).open(target);
    } catch (ProcException e) {
      throw new NoTarget(
          "worker " + target.pid() + " ended meanwhile", "`ngxscope ps` lists the others");
    }
  }

  private TracerRun start(BpftraceBackend backend, Target target, StackWorker made)
      throws InterruptedException {
    return backend.start(stacks, List.of(target.pid()), made);
  }

  private void await() throws InterruptedException {
    boolean attached = false;
    try {
      worker.run().awaitAttached(ATTACH_PATIENCE);
      attached = true;
    } finally {
      if (!attached) {
        worker.run().close();
      }
    }
  }

  /** The worker as it was opened. */
  WorkerStacks stacks() {
    return stacks;
  }

  /** Takes what came; gives how many samples there are. */
  long take() {
    worker
        .take()
        .forEach(
            event -> {
              samples++;
              sums.add(event);
            });
    return samples;
  }

  /**
   * Ends the script and gives the sum.
   *
   * @param spanMicros how long it ran, in microseconds
   * @param notes takes what a reader must know
   */
  InternShare finish(long spanMicros, List<String> notes) {
    worker.run().close();
    take();
    quality.add(worker);
    notes.addAll(quality.sum(0, 0).notes());
    return sums.share(tickMicros, spanMicros, worker.lost());
  }

  @Override
  public void close() {
    worker.run().close();
  }
}
