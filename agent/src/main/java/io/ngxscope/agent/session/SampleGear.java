package io.ngxscope.agent.session;

import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.sample.WorkerBlocks;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.agent.watch.WallClock;
import io.ngxscope.agent.watch.Watch;
import io.ngxscope.agent.watch.WatchCounters;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Blocks by probes in the kernel: one tracer a worker, each with a thread that reads it. */
final class SampleGear implements BlockGear, ProbedWorkers.Events<SampledWorker> {
  /** The script that does it. */
  static final String SCRIPT = "block";

  /** The script for runs of coroutines. */
  static final String RESUMES = "resume";

  private static final long NAP_MILLIS = 20;
  private static final long RESCAN_MICROS = 200_000;

  private final BlockPlan plan;
  private final Watch.Sink sink;
  private final StackOpener opener;
  private final SampleBackend backend;
  private final WatchCounters counters = new WatchCounters();
  private final LoopLatency loop;
  private final WallClock clock = new WallClock();
  private final ProbedWorkers<SampledWorker> workers;
  private long nextScanMicros;
  private long lostBefore;

  /**
   * Readies sampling.
   *
   * @param loop takes the durations of the iterations that are told
   */
  SampleGear(BlockPlan plan, TargetFinder finder, Watch.Sink sink, LoopLatency loop)
      throws InterruptedException {
    this.plan = plan;
    this.loop = loop;
    this.workers = new ProbedWorkers<>(finder, this);
    this.sink = sink;
    this.opener = new StackOpener(plan.withArguments(), complete -> {});
    KernelSymbols kernel = KernelSymbols.read();
    this.backend = plan.tracer(kernel);
    if (!plan.backend().why().isEmpty()) {
      counters.note("backend " + plan.backend().key() + ": " + plan.backend().why());
    }
    if (!kernel.isKnown()) {
      counters.note(
          "the kernel hides its addresses (kernel.kptr_restrict): of it only system calls are named");
    }
  }

  @Override
  public void attach(List<Target> targets, Collection<Pid> followed) {
    workers.attach(targets, followed);
  }

  @Override
  public SampledWorker start(Target target, List<Pid> all)
      throws ProcException, InterruptedException {
    WorkerStacks stacks = opener.open(target);
    stacks.sampler().prepareNames();
    WorkerBlocks blocks =
        new WorkerBlocks(target.key(), clock, plan.threshold().toNanos() / 1000, counters, loop);
    TracerRun run = backend.start(stacks, all, blocks);
    return new SampledWorker(stacks, blocks, run);
  }

  @Override
  public void attached(SampledWorker worker) {
    String luajit = worker.stacks().luajit();
    if (luajit.isEmpty()) {
      counters.note(
          "worker "
              + worker.target().pid()
              + " has no Lua VM: C and system calls are all there is");
    }
    sink.target(worker.target().info(luajit));
    changed(worker.target().key(), WorkerEvent.What.ATTACHED, luajit);
  }

  @Override
  public void ended(SampledWorker worker) {
    tell(worker.rest());
    lostBefore += worker.lost();
    worker.notes().forEach(counters::note);
  }

  @Override
  public void changed(ProcessKey worker, WorkerEvent.What what, String detail) {
    sink.event(new WorkerEvent(worker, clock.micros(), what, detail));
  }

  @Override
  public void run(BooleanSupplier stop) {
    while (!stop.getAsBoolean() && !workers.isOver()) {
      try {
        TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      workers.running().forEach(w -> tell(w.blocks().take(false)));
      long now = clock.micros();
      if (now >= nextScanMicros) {
        nextScanMicros = now + RESCAN_MICROS;
        workers.rescan();
      }
      sink.tick(now);
    }
  }

  private void tell(List<Block> blocks) {
    blocks.forEach(sink::event);
  }

  @Override
  public void finish() {
    workers.finish();
    backend.notes().forEach(counters::note);
  }

  @Override
  public WatchCounters counters() {
    return counters;
  }

  @Override
  public long lost() {
    return lostBefore
        + backend.dropped()
        + workers.running().stream().mapToLong(SampledWorker::lost).sum();
  }

  @Override
  public WallClock clock() {
    return clock;
  }

  @Override
  public void close() {
    workers.close();
    backend.close();
  }
}
