package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.GrowthSeries;
import io.ngxscope.agent.heap.HeapSnapshot;
import io.ngxscope.agent.heap.LeakJudge;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.recording.LeakRecording;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Watches the Lua heap of a worker grow, without touching the worker. One use, one thread. */
public final class LeakSession {
  /** As many as show a trend, and few enough that the machine has something else to do. */
  private static final int SNAPSHOTS = 10;

  /** Of the time, at most one part in so many goes into snapshots. */
  private static final int SHARE = 3;

  private static final long PAUSE_NANOS = 20_000_000;
  private static final long PROGRESS_NANOS = 200_000_000;

  private final LeakPlan plan;
  private final Listener listener;
  private final TargetFinder finder = TargetFinder.live();
  private final List<String> notes = new ArrayList<>();
  private long end;
  private boolean begun;
  private boolean stopped;
  private Gear used = Gear.WATCH;

  /** Takes news of a watch, on its thread; must be quick. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called some times a second, and first when the first snapshot is taken.
     *
     * @param elapsedMicros since the start
     * @param snapshots taken so far
     * @param cycles of the collector so far
     */
    void progress(long elapsedMicros, int snapshots, long cycles);
  }

  /** Readies watching. */
  public LeakSession(LeakPlan plan, Listener listener) {
    this.plan = plan;
    this.listener = listener;
  }

  /**
   * Watches.
   *
   * @param stop asked all the time; true ends the watch early, with everything found so far
   * @throws DiagnosticException if it cannot begin
   */
  public LeakRecording run(BooleanSupplier stop) {
    List<Target> workers = finder.resolve(plan.pids());
    Target target = HeapSession.largest(workers, notes);
    Series best = null;
    while (target != null) {
      Series series = watch(target, stop);
      best = best == null || series.snapshots() >= best.snapshots() ? series : best;
      target = over(stop) ? null : successor(target, stop);
    }
    if (best == null || best.series() == null) {
      throw new NoTarget(
          "the worker ended before its heap was copied once", "`ngxscope ps` lists workers");
    }
    return recording(best.worker(), best.series(), best.allocations());
  }

  private record Series(
      LuaWorker worker, @Nullable GrowthSeries series, LeakWatch.Allocations allocations) {
    int snapshots() {
      return series == null ? 0 : series.taken().size();
    }
  }

  private boolean over(BooleanSupplier stop) {
    stopped |= stop.getAsBoolean();
    return stopped || (begun && System.nanoTime() - end >= 0);
  }

  private Series watch(Target target, BooleanSupplier stop) {
    LuaWorker worker = LuaWorker.of(target);
    try (LeakWatch watch = new LeakWatch(worker, plan.options())) {
      sample(watch);
      if (plan.forceGc()) {
        watch.forceCycles();
      }
      long begin = System.nanoTime();
      if (!begun) {
        begun = true; // attaching takes seconds, which are no part of the time
        end = begin + plan.duration().toNanos();
      }
      long next = begin;
      while (!watch.isGone() && (watch.snapshots() == 0 || !over(stop))) {
        if (System.nanoTime() - next >= 0) {
          long before = System.nanoTime();
          if (!snapshot(watch)) {
            break;
          }
          long took = System.nanoTime() - before;
          next = before + Math.max(plan.duration().toNanos() / SNAPSHOTS, SHARE * took);
        }
        watchUntil(Math.min(next, end), watch, stop, begin);
      }
      if (!stopped && !watch.isGone() && watch.snapshots() > 1) {
        snapshot(watch); // the last one is at the end, whenever the others were
      }
      if (plan.forceGc()) {
        notes.add(
            "the collector was made to begin a cycle "
                + watch.forcedCycles()
                + " times (--force-gc)");
      }
      return watch.snapshots() == 0
          ? new Series(worker, null, LeakWatch.Allocations.NONE)
          : new Series(worker, watch.series(), watch.allocations());
    }
  }

  /** Samples allocations, if that is wanted and can be done. */
  private void sample(LeakWatch watch) {
    if (!plan.samples()) {
      return;
    }
    try {
      watch.trace(plan);
      used = plan.gear() == Gear.EXACT ? Gear.EXACT : Gear.SAMPLE;
    } catch (DiagnosticException e) {
      if (plan.gear() != null) {
        throw e;
      }
      notes.add("gear watch: allocations cannot be sampled here: " + e.getMessage());
    }
  }

  private void watchUntil(long until, LeakWatch watch, BooleanSupplier stop, long begin) {
    long nextProgress = System.nanoTime();
    while (System.nanoTime() - until < 0 && !over(stop) && !watch.isGone()) {
      if (System.nanoTime() - nextProgress >= 0) {
        nextProgress = System.nanoTime() + PROGRESS_NANOS;
        listener.progress((System.nanoTime() - begin) / 1000, watch.snapshots(), watch.cycles());
      }
      watch.tick();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean snapshot(LeakWatch watch) {
    try {
      watch.take();
      return true;
    } catch (NoTarget e) {
      return false; // it ended meanwhile: what there is counts
    } catch (DiagnosticException e) {
      if (watch.snapshots() == 0) {
        throw e;
      }
      notes.add("watching ended early: " + e.getMessage());
      end = System.nanoTime();
      return false;
    }
  }

  /** The worker that took over; null if there is none, or if no master was named but a worker. */
  private @Nullable Target successor(Target gone, BooleanSupplier stop) {
    notes.add(
        "worker " + gone.pid() + " ended at " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
    if (gone.masterPid() == 0 || !plan.pids().contains(new Pid(gone.masterPid()))) {
      return null;
    }
    while (!over(stop)) {
      try {
        List<Target> workers = finder.resolve(List.of(new Pid(gone.masterPid())));
        Target next = HeapSession.largest(workers, new ArrayList<>());
        if (!next.key().equals(gone.key())) {
          notes.add("went on with worker " + next.pid() + ", whose heap begins anew");
          return next;
        }
      } catch (DiagnosticException e) {
        return null; // the master has no workers any more
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return null;
  }

  private LeakRecording recording(
      LuaWorker worker, GrowthSeries series, LeakWatch.Allocations allocations) {
    HeapSnapshot last = series.taken().get(series.taken().size() - 1).snapshot();
    notes.addAll(allocations.notes());
    if (stopped) {
      notes.add("ended before its time: fewer snapshots make verdicts less sure");
    }
    return new LeakRecording(
        plan.info(used).startingAt(series.points().get(0).unixMicros()),
        worker.target().info(worker.luajit()),
        new LeakJudge(series, allocations.sites()).judge(),
        last.census(),
        last.paths(),
        notes,
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
        !stopped);
  }
}
