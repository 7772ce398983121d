package io.ngxscope.agent.session;

import io.ngxscope.agent.guard.EventRing;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.watch.WorkerView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes stacks of workers that compute much without blocking, so that a capture shows what they did
 * before its trigger. Without stopping them: the Lua line is that of the last call into C.
 */
final class GuardSamples {
  private static final double BUSY = 0.5;
  private static final long USUAL_MICROS = 250_000;
  private static final long CAPTURE_MICROS = 50_000;

  private final EventRing ring;
  private final Map<ProcessKey, WorkerReading> last = new HashMap<>();
  private final Set<ProcessKey> busy = new HashSet<>();
  private long nextMicros;

  GuardSamples(EventRing ring) {
    this.ring = ring;
  }

  /** Tells what workers have used, once a second. */
  void second(List<WorkerReading> readings) {
    busy.clear();
    Set<ProcessKey> living = new HashSet<>();
    for (WorkerReading now : readings) {
      living.add(now.worker());
      WorkerReading before = last.put(now.worker(), now);
      if (before != null
          && now.cpuMicros() - before.cpuMicros()
              > BUSY * (now.unixMicros() - before.unixMicros())) {
        busy.add(now.worker());
      }
    }
    last.keySet().retainAll(living);
  }

  /** Takes stacks if it is time. */
  void tick(List<WorkerView> workers, long nowMicros, boolean capturing) {
    long period = capturing ? CAPTURE_MICROS : USUAL_MICROS;
    if (busy.isEmpty() || nowMicros < nextMicros) {
      return;
    }
    nextMicros = nowMicros + period;
    for (WorkerView worker : workers) {
      if (busy.contains(worker.target().key()) && worker.awayMicros(nowMicros) == 0) {
        worker.glance(nowMicros, period).ifPresent(ring::add);
      }
    }
  }
}
