package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.GcPace;
import io.ngxscope.agent.heap.GrowthSeries;
import io.ngxscope.agent.heap.HeapExaminer;
import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.heap.HeapSnapshot;
import io.ngxscope.agent.os.jna.ProcessMemory;
import java.util.ArrayList;
import java.util.List;

/** Watches the heap of one worker: counts cycles all the time, takes a snapshot when asked to. */
final class LeakWatch implements AutoCloseable {
  private final LuaWorker worker;
  private final HeapExaminer examiner;
  private final GcPace pace;
  private final List<GrowthSeries.Taken> taken = new ArrayList<>();

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
    HeapSnapshot snapshot = examiner.take(worker.zones().read(), false);
    taken.add(new GrowthSeries.Taken(snapshot, cycles));
    return snapshot;
  }

  /** What was seen; call it once there is a snapshot. */
  GrowthSeries series() {
    return new GrowthSeries(taken, pace.points(), pace.cycles(), pace.allocatedBytes());
  }

  @Override
  public void close() {
    pace.close();
  }
}
