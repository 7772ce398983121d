package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.AllocationJudge;
import io.ngxscope.agent.heap.GcPace;
import io.ngxscope.agent.heap.GrowthSeries;
import io.ngxscope.agent.heap.HeapExaminer;
import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.heap.HeapSnapshot;
import io.ngxscope.agent.heap.Sightings;
import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.os.jna.ProcessMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches the heap of one worker: counts cycles all the time, takes a snapshot when asked to. */
final class LeakWatch implements AutoCloseable {
  private final LuaWorker worker;
  private final HeapExaminer examiner;
  private final GcPace pace;
  private final List<GrowthSeries.Taken> taken = new ArrayList<>();
  private @Nullable AllocationSource trace;

  LeakWatch(LuaWorker worker, HeapOptions options) {
    this.worker = worker;
    this.examiner = new HeapExaminer(worker.heap(), options);
    this.pace =
        new GcPace(
            worker.target().pid(), new ProcessMemory(worker.target().pid()), worker.heap().vm());
  }

  LuaWorker worker() {
    return worker;
  }

  /**
   * Begins to look at allocations.
   *
   * @param plan how
   * @throws DiagnosticException if that cannot be done here
   */
  void trace(LeakPlan plan) {
    trace =
        plan.gear() == Gear.EXACT
            ? ExactAllocations.attach(worker.target(), plan.budget(), plan.duration(), pace::cycles)
            : AllocationTrace.attach(worker.target(), pace::cycles);
  }

  /** To be called some twenty times a second. */
  void tick() {
    if (trace != null) {
      trace.tick();
    }
  }

  /** Snapshots so far. */
  int snapshots() {
    return taken.size();
  }

  /** Cycles of the collector so far. */
  long cycles() {
    return pace.cycles();
  }

  boolean isGone() {
    return pace.isGone();
  }

  /** Takes a snapshot; what holds most is asked for at the first alone, which may be the only. */
  HeapSnapshot take() {
    long cycles = pace.cycles();
    AllocationSource sampling = trace;
    Sightings sightings = sampling == null ? new Sightings() : new Sightings(sampling.samples());
    HeapSnapshot snapshot = examiner.take(worker.zones().read(), false, sightings);
    taken.add(new GrowthSeries.Taken(snapshot, cycles));
    return snapshot;
  }

  /** What was seen; call it once there is a snapshot. */
  GrowthSeries series() {
    return new GrowthSeries(taken, pace.points(), pace.cycles(), pace.allocatedBytes());
  }

  /** Who allocated, as far as it was sampled; ends the sampling. */
  Allocations allocations() {
    AllocationSource sampling = trace;
    if (sampling == null) {
      return Allocations.NONE;
    }
    sampling.close();
    return new Allocations(
        new AllocationJudge(series(), sampling.samples(), sampling.allocatedBytes()).judge(),
        sampling.notes());
  }

  /**
   * What sampling allocations has found.
   *
   * @param sites who allocates
   * @param notes how far that can be trusted
   */
  record Allocations(List<AllocationSite> sites, List<String> notes) {
    static final Allocations NONE = new Allocations(List.of(), List.of());
  }

  @Override
  public void close() {
    if (trace != null) {
      trace.close();
    }
    pace.close();
  }
}
