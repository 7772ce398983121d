package io.ngxscope.agent.session;

import io.ngxscope.agent.govern.SampleCost;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.RecordingWriter;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.target.Standstill;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.agent.watch.WallClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Samples stacks of workers, on a processor or asleep. One use, one thread. */
public final class StackSession implements ProbedWorkers.Events<StackWorker> {
  /** Ten minutes of eight busy workers at 99 Hz. */
  private static final int MAX_SAMPLES = 500_000;

  private static final int MAX_WORKER_EVENTS = 10_000;

  private static final long NAP_MILLIS = 50;
  private static final long RESCAN_MICROS = 200_000;
  private static final long PROGRESS_MICROS = 100_000;

  private final StackPlan plan;
  private final Listener listener;
  private final CompletableFuture<CaptureInfo> info;
  private final StackOpener opener;
  private final SampleBackend backend;
  private final WallClock clock = new WallClock();
  private final SampleQuality quality;
  private final List<TargetInfo> targets = new ArrayList<>();
  private final List<StackEvent> samples = new ArrayList<>();
  private final Map<Stack, Stack> stacks = new HashMap<>();
  private final List<WorkerEvent> workerEvents = new ArrayList<>();
  private @Nullable Recorder recorder;
  private long startMicros;
  private long sampleCount;
  private long dropped;

  /** Takes progress, on the session's thread; must be quick. */
  public interface Listener {
    /**
     * Called about ten times a second.
     *
     * @param elapsedMicros since everything was attached, in microseconds
     * @param totalMicros as long as it was asked to take, in microseconds
     * @param samples stacks until now
     */
    void progress(long elapsedMicros, long totalMicros, long samples);
  }

  /**
   * Readies a capture; asks the tracer for its version.
   *
   * @throws DiagnosticException if there is no tracer that will do
   */
  public StackSession(StackPlan plan, Listener listener) throws InterruptedException {
    this.plan = plan;
    this.listener = listener;
    this.info = CompletableFuture.supplyAsync(plan::info);
    this.opener = new StackOpener(plan.withArguments(), complete -> {});
    KernelSymbols kernel = KernelSymbols.read();
    this.backend = plan.tracer(kernel);
    this.quality = new SampleQuality(kernel.isKnown());
    if (!plan.backend().why().isEmpty()) {
      quality.note("backend " + plan.backend().key() + ": " + plan.backend().why());
    }
  }

  /**
   * Captures.
   *
   * @param stop asked often; true ends the capture early, with everything found so far
   * @throws DiagnosticException if it cannot begin
   */
  public Recording run(BooleanSupplier stop) throws InterruptedException {
    TargetFinder finder = TargetFinder.live();
    List<Target> wanted = finder.resolve(plan.pids());
    try (ProbedWorkers<StackWorker> workers = new ProbedWorkers<>(finder, this)) {
      workers.attach(wanted, plan.pids());
      startMicros = clock.micros();
      openRecorder();
      long cpuBefore = SelfCpu.micros();
      watch(workers, stop);
      long end = clock.micros();
      workers.finish();
      backend.notes().forEach(quality::note);
      dropped += backend.dropped();
      wanted.forEach(w -> Standstill.of(w.pid()).ifPresent(quality::note));
      return result(end, SelfCpu.micros() - cpuBefore);
    } finally {
      backend.close();
      if (recorder != null) {
        recorder.close();
      }
    }
  }

  private void watch(ProbedWorkers<StackWorker> workers, BooleanSupplier stop)
      throws InterruptedException {
    long total = plan.duration().toNanos() / 1000;
    long nextScan = 0;
    long nextProgress = 0;
    long now = clock.micros();
    while (!stop.getAsBoolean() && !workers.isOver() && now - startMicros < total) {
      TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
      workers.running().forEach(this::fetch);
      now = clock.micros();
      if (now >= nextScan) {
        nextScan = now + RESCAN_MICROS;
        workers.rescan();
      }
      if (now >= nextProgress) {
        nextProgress = now + PROGRESS_MICROS;
        listener.progress(now - startMicros, total, sampleCount);
      }
    }
  }

  private void fetch(StackWorker worker) {
    for (StackEvent event : worker.take()) {
      sampleCount++;
      record(w -> w.event(event));
      if (samples.size() < MAX_SAMPLES) {
        samples.add(shared(event));
      } else {
        dropped++;
      }
    }
  }

  /** Most samples show a stack that was seen before: it is kept once. */
  private StackEvent shared(StackEvent event) {
    StackSample s = event.sample();
    Stack kept = stacks.computeIfAbsent(s.stack(), stack -> stack);
    return new StackEvent(
        event.worker(),
        event.unixMicros(),
        event.request(),
        event.phase(),
        new StackSample(s.kind(), kept, s.samples(), s.micros()));
  }

  private void openRecorder() {
    if (plan.record() != null) {
      Recorder opened = new Recorder(RecordingWriter.open(plan.record(), plan.force(), began()));
      recorder = opened;
      targets.forEach(t -> opened.write(w -> w.target(t)));
      workerEvents.forEach(e -> opened.write(w -> w.event(e)));
    }
  }

  private void record(Consumer<RecordingWriter> what) {
    if (recorder != null) {
      recorder.write(what);
    }
  }

  private CaptureInfo began() {
    return info.join().startingAt(startMicros);
  }

  private Recording result(long endMicros, long selfCpuMicros) {
    boolean onCpu = plan.question() instanceof StackPlan.OnCpu;
    long span = endMicros - startMicros;
    quality.idle(sampleCount, onCpu, span);
    quality.note(SampleCost.bill(sampleCount, targets.size(), span));
    Quality sum = quality.sum(selfCpuMicros, dropped);
    Recorder r = recorder;
    if (r != null) {
      r.finish(sum, endMicros);
      recorder = null;
      sum = quality.withRecorder(r, selfCpuMicros, dropped);
    }
    return new Recording(
        began(), targets, List.of(), samples, workerEvents, List.of(), sum, endMicros, true);
  }

  @Override
  public StackWorker start(Target target, List<Pid> all)
      throws ProcException, InterruptedException {
    StackWorker worker = new StackWorker(opener.open(target), clock, plan.tickMicros());
    TracerRun run = backend.start(worker.stacks(), all, worker);
    return worker.with(run);
  }

  @Override
  public void attached(StackWorker worker) {
    if (worker.luajit().isEmpty()) {
      quality.note(
          "worker "
              + worker.target().pid()
              + " has no Lua VM: C and system calls are all there is");
    }
    TargetInfo target = worker.target().info(worker.luajit());
    targets.add(target);
    record(w -> w.target(target));
    changed(worker.target().key(), WorkerEvent.What.ATTACHED, worker.luajit());
  }

  @Override
  public void ended(StackWorker worker) {
    fetch(worker);
    quality.add(worker);
  }

  @Override
  public void changed(ProcessKey worker, WorkerEvent.What what, String detail) {
    WorkerEvent event = new WorkerEvent(worker, clock.micros(), what, detail);
    if (workerEvents.size() < MAX_WORKER_EVENTS) {
      workerEvents.add(event);
    }
    record(w -> w.event(event));
  }
}
