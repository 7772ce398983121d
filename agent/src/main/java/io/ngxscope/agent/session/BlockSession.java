package io.ngxscope.agent.session;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Event;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.RecordingWriter;
import io.ngxscope.agent.target.Standstill;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.agent.watch.Watch;
import io.ngxscope.agent.watch.WatchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Captures event-loop blocks. One use, one thread. */
public final class BlockSession implements Watch.Sink {
  /** More than anybody reads; a worker that blocks without end must not fill our memory. */
  private static final int MAX_BLOCKS = 20_000;

  private static final int MAX_WORKER_EVENTS = 10_000;
  private static final long PROGRESS_MICROS = 100_000;
  private static final long QUALITY_MICROS = 1_000_000;

  private final BlockPlan plan;
  private final Progress.Listener listener;
  private final Consumer<Block> live;
  private final CompletableFuture<CaptureInfo> info;
  private final LoopLatency loop;
  private final List<TargetInfo> targets = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<WorkerEvent> workerEvents = new ArrayList<>();
  private @Nullable Recorder recorder;
  private @Nullable BlockGear watching;
  private boolean opened;
  private long startMicros;
  private long nextProgressMicros;
  private long nextQualityMicros;
  private long worstMicros;
  private long dropped;

  /** Readies a capture. */
  public BlockSession(BlockPlan plan, Progress.Listener listener) {
    this(plan, listener, block -> {});
  }

  /**
   * Readies a capture whose findings are told as they come.
   *
   * @param live takes each, on the session's thread; must be quick
   */
  public BlockSession(BlockPlan plan, Progress.Listener listener, Consumer<Block> live) {
    this.live = live;
    this.plan = plan;
    this.listener = listener;
    this.info = CompletableFuture.supplyAsync(plan::info);
    this.loop = new LoopLatency(plan.duration().toNanos() / 1000);
  }

  /**
   * Captures.
   *
   * @param stop asked once a tick; true ends the capture early, with everything found so far
   * @throws DiagnosticException if it cannot begin
   */
  public Recording run(BooleanSupplier stop) {
    TargetFinder finder = TargetFinder.live();
    List<Target> workers = finder.resolve(plan.pids());
    try (BlockGear watch = gear(finder)) {
      if (!plan.gear().why().isEmpty()) {
        watch.counters().note("gear " + plan.gear().gear().key() + ": " + plan.gear().why());
      }
      watch.attach(workers, plan.pids());
      startMicros = watch.clock().micros();
      watching = watch;
      long endNanos = System.nanoTime() + plan.duration().toNanos();
      long cpuBefore = SelfCpu.micros();
      stoodStill(workers, watch);
      watch.run(() -> stop.getAsBoolean() || System.nanoTime() - endNanos >= 0);
      watch.finish();
      stoodStill(workers, watch);
      return result(watch, SelfCpu.micros() - cpuBefore);
    } finally {
      if (recorder != null) {
        recorder.close();
      }
    }
  }

  /** A worker that was stopped before has no blocks, which must not look like good news. */
  private static void stoodStill(List<Target> workers, BlockGear watch) {
    workers.forEach(w -> Standstill.of(w.pid()).ifPresent(watch.counters()::note));
  }

  private BlockGear gear(TargetFinder finder) {
    if (plan.gear().gear() == Gear.WATCH) {
      return new WatchGear(new Watch(options(), finder, this));
    }
    try {
      return new SampleGear(plan, finder, this, loop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DiagnosticException.ProbeFailed("interrupted while attaching", "try again");
    }
  }

  private WatchOptions options() {
    return new WatchOptions(
        plan.threshold().toNanos() / 1000,
        Math.max(100, plan.tick().toNanos() / 1000),
        plan.mayStop(),
        plan.withArguments(),
        WatchOptions.Pace.CAPTURE);
  }

  /** The conditions, from the moment on at which everything was attached. */
  private CaptureInfo began() {
    return info.join().startingAt(startMicros);
  }

  /**
   * Facts about the host take longer than attaching. The watch does not wait for them: the
   * recording is opened when they are there, and what was found before goes into it first.
   */
  private void openRecorder() {
    if (plan.record() == null || opened) {
      return;
    }
    opened = true;
    Recorder r = new Recorder(RecordingWriter.open(plan.record(), plan.force(), began()));
    targets.forEach(t -> r.write(w -> w.target(t)));
    workerEvents.forEach(e -> r.write(w -> w.event(e)));
    blocks.forEach(b -> r.write(w -> w.event(b)));
    recorder = r;
  }

  private Recording result(BlockGear watch, long selfCpuMicros) {
    long end = watch.clock().micros();
    if (dropped > 0) {
      watch.counters().note(dropped + " events more than are kept were seen; they count as lost");
    }
    Quality quality = watch.counters().quality(selfCpuMicros, dropped + watch.lost());
    openRecorder();
    Recorder r = recorder;
    if (r != null) {
      r.finish(loop, quality, end);
      recorder = null;
      quality = noteFailure(r, watch, selfCpuMicros, quality);
    }
    return new Recording(
        began(),
        targets,
        blocks,
        List.of(),
        workerEvents,
        loop.all().buckets(),
        loop.slices(),
        quality,
        end,
        true);
  }

  private Quality noteFailure(Recorder r, BlockGear watch, long selfCpuMicros, Quality quality) {
    DiagnosticException failure = r.failure();
    if (failure == null && r.dropped() == 0) {
      return quality;
    }
    watch
        .counters()
        .note(
            "the recording is incomplete: "
                + (failure == null ? r.dropped() + " events came too fast" : failure.getMessage()));
    return watch.counters().quality(selfCpuMicros, dropped + watch.lost());
  }

  @Override
  public void target(TargetInfo target) {
    targets.add(target);
    if (recorder != null) {
      recorder.write(w -> w.target(target));
    }
  }

  @Override
  public void iteration(ProcessKey worker, long endUnixMicros, long micros) {
    loop.record(endUnixMicros, micros);
  }

  @Override
  public void event(Event event) {
    if (event instanceof Block block) {
      worstMicros = Math.max(worstMicros, block.durationMicros());
      keep(blocks, block, MAX_BLOCKS);
      live.accept(block);
    } else if (event instanceof WorkerEvent worker) {
      keep(workerEvents, worker, MAX_WORKER_EVENTS);
    }
    if (recorder != null) {
      recorder.write(w -> w.event(event));
    }
  }

  private <T> void keep(List<T> list, T item, int limit) {
    if (list.size() < limit) {
      list.add(item);
    } else {
      dropped++;
    }
  }

  /**
   * A capture that is killed leaves what decides how far its recording can be trusted, up to its
   * last flush.
   */
  private void recordQuality(long nowMicros) {
    if (recorder != null && watching != null && nowMicros >= nextQualityMicros) {
      nextQualityMicros = nowMicros + QUALITY_MICROS;
      Quality quality = watching.counters().quality(0, dropped + watching.lost());
      List<LatencyHistogram.Bucket> durations = loop.all().buckets();
      List<LoopLatency.Slice> slices = loop.takeChanged();
      recorder.write(
          w -> {
            w.quality(quality);
            w.loop(durations);
            slices.forEach(w::loopSlice);
          });
    }
  }

  @Override
  public void tick(long nowMicros) {
    if (info.isDone()) {
      openRecorder();
    }
    recordQuality(nowMicros);
    if (nowMicros >= nextProgressMicros) {
      nextProgressMicros = nowMicros + PROGRESS_MICROS;
      listener.progress(
          new Progress(
              nowMicros - startMicros,
              plan.duration().toNanos() / 1000,
              blocks.size(),
              worstMicros));
    }
  }
}
