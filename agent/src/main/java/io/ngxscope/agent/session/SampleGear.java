package io.ngxscope.agent.session;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeRun;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.sample.SampleStream;
import io.ngxscope.agent.sample.WorkerBlocks;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.target.Role;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.agent.target.WorkerSeen;
import io.ngxscope.agent.watch.WallClock;
import io.ngxscope.agent.watch.Watch;
import io.ngxscope.agent.watch.WatchCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Blocks by probes in the kernel: one tracer a worker, each with a thread that reads it. */
final class SampleGear implements BlockGear {
  /** The script that does it. */
  static final String SCRIPT = "block";

  private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);
  private static final long NAP_MILLIS = 20;
  private static final long RESCAN_MICROS = 200_000;

  private final BlockPlan plan;
  private final TargetFinder finder;
  private final Watch.Sink sink;
  private final StackOpener opener;
  private final ProbeLauncher launcher;
  private final KernelSymbols kernel = KernelSymbols.read();
  private final WatchCounters counters = new WatchCounters();
  private final LatencyHistogram loop = new LatencyHistogram();
  private final WallClock clock = new WallClock();
  private final List<SampledWorker> workers = new ArrayList<>();
  private final Set<ProcessKey> known = new HashSet<>();
  private final Set<ProcessKey> masters = new HashSet<>();
  private long nextScanMicros;
  private long lostBefore;

  SampleGear(BlockPlan plan, TargetFinder finder, Watch.Sink sink) throws InterruptedException {
    this.plan = plan;
    this.finder = finder;
    this.sink = sink;
    this.opener = new StackOpener(plan.withArguments(), complete -> {});
    ProbeSpec spec = ProbeCatalog.shipped().open(SCRIPT);
    long threshold = plan.threshold().toNanos();
    this.launcher =
        new ProbeLauncher(
            spec,
            ProbeArguments.of(
                spec,
                List.of(
                    "after=" + Math.max(50, Math.min(threshold / 4000, 5_000)) + "us",
                    "query=" + (plan.withArguments() ? 1 : 0))));
    if (!kernel.isKnown()) {
      counters.note(
          "the kernel hides its addresses (kernel.kptr_restrict): of it only system calls are named");
    }
  }

  @Override
  public void attach(List<Target> targets, Collection<Pid> followed) {
    for (Pid pid : followed) {
      finder
          .describe(pid)
          .filter(t -> t.role() == Role.MASTER)
          .ifPresent(t -> masters.add(t.key()));
    }
    DiagnosticException first = attachAll(targets);
    if (workers.isEmpty()) {
      throw first != null
          ? first
          : new DiagnosticException.NoTarget(
              "every worker ended before it could be sampled", "try again");
    }
  }

  /** Starts all tracers before it waits for any; gives the first reason why one could not be. */
  private @org.jspecify.annotations.Nullable DiagnosticException attachAll(List<Target> targets) {
    List<Pid> all = targets.stream().map(Target::pid).toList();
    List<SampledWorker> started = new ArrayList<>();
    DiagnosticException first = null;
    for (Target target : targets) {
      known.add(target.key());
      try {
        started.add(start(target, all));
      } catch (ProcException e) {
        unreadable(target.key(), "ended while it was being looked at");
      } catch (DiagnosticException e) {
        first = first == null ? e : first;
        unreadable(target.key(), e.getMessage());
      }
    }
    for (SampledWorker worker : started) {
      try {
        await(worker);
      } catch (DiagnosticException e) {
        worker.run().close();
        first = first == null ? e : first;
        unreadable(worker.target().key(), e.getMessage());
      }
    }
    return first;
  }

  private SampledWorker start(Target target, List<Pid> all) throws ProcException {
    WorkerStacks stacks = opener.open(target);
    stacks.sampler().prepareNames();
    WorkerBlocks blocks =
        new WorkerBlocks(target.key(), clock, plan.threshold().toNanos() / 1000, counters, loop);
    SampleStream stream = new SampleStream(stacks, kernel, blocks);
    try {
      ProbeRun run = launcher.start(target, launcher.render(target), all, stream);
      return new SampledWorker(stacks, blocks, run);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void await(SampledWorker worker) {
    try {
      worker.run().awaitAttached(ATTACH_PATIENCE);
    } catch (InterruptedException e) {
      throw interrupted();
    }
    workers.add(worker);
    String luajit = worker.stacks().luajit();
    if (luajit.isEmpty()) {
      counters.note(
          "worker "
              + worker.target().pid()
              + " has no Lua VM: C and system calls are all there is");
    }
    sink.target(worker.target().info(luajit));
    sink.event(
        new WorkerEvent(worker.target().key(), clock.micros(), WorkerEvent.What.ATTACHED, luajit));
  }

  private static DiagnosticException interrupted() {
    Thread.currentThread().interrupt();
    return new DiagnosticException.ProbeFailed("interrupted while attaching", "try again");
  }

  private void unreadable(ProcessKey key, String why) {
    sink.event(new WorkerEvent(key, clock.micros(), WorkerEvent.What.UNREADABLE, why));
  }

  @Override
  public void run(BooleanSupplier stop) {
    while (!stop.getAsBoolean() && !(workers.isEmpty() && masters.isEmpty())) {
      try {
        TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      workers.forEach(w -> tell(w.blocks().take(false)));
      long now = clock.micros();
      if (now >= nextScanMicros) {
        nextScanMicros = now + RESCAN_MICROS;
        removeGone();
        rescan();
      }
      sink.tick(now);
    }
  }

  private void tell(List<Block> blocks) {
    blocks.forEach(sink::event);
  }

  private void removeGone() {
    for (SampledWorker worker : List.copyOf(workers)) {
      boolean alive = finder.isAlive(worker.target().key());
      if (!alive || !worker.run().isRunning()) {
        workers.remove(worker);
        end(worker);
        WorkerEvent.What what = alive ? WorkerEvent.What.UNREADABLE : WorkerEvent.What.GONE;
        String why = alive ? "bpftrace gave up" : "exited or killed";
        sink.event(new WorkerEvent(worker.target().key(), clock.micros(), what, why));
      }
    }
  }

  private void end(SampledWorker worker) {
    tell(worker.end());
    lostBefore += worker.lost();
    worker.notes().forEach(counters::note);
  }

  private void rescan() {
    List<Target> fresh = new ArrayList<>();
    for (ProcessKey master : List.copyOf(masters)) {
      try {
        for (WorkerSeen seen : finder.workersOf(master)) {
          if (!known.contains(seen.key())) {
            finder.describe(seen.key().pid()).ifPresent(fresh::add);
          }
        }
      } catch (ProcException e) {
        masters.remove(master);
      }
    }
    if (!fresh.isEmpty()) {
      attachAll(fresh);
    }
  }

  @Override
  public void finish() {
    workers.parallelStream().forEach(w -> w.run().close());
    workers.forEach(this::end);
    workers.clear();
  }

  @Override
  public WatchCounters counters() {
    return counters;
  }

  @Override
  public long lost() {
    return lostBefore + workers.stream().mapToLong(SampledWorker::lost).sum();
  }

  @Override
  public LatencyHistogram loop() {
    return loop;
  }

  @Override
  public WallClock clock() {
    return clock;
  }

  @Override
  public void close() {
    workers.forEach(w -> w.run().close());
  }
}
