package io.ngxscope.agent.session;

import io.ngxscope.agent.govern.Budget;
import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Pid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose heap to watch, and for how long.
 *
 * @param pids workers, or masters that stand for all their workers
 * @param options how snapshots are taken
 * @param duration how long at most
 * @param gear how allocations are looked at; null: by samples if that can be done here
 * @param budget what exact probes may cost the worker
 * @param origin who asks, as it goes into every result
 */
public record LeakPlan(
    List<Pid> pids,
    HeapOptions options,
    Duration duration,
    @Nullable Gear gear,
    Budget budget,
    Origin origin) {
  /** Copies the list. */
  public LeakPlan {
    pids = List.copyOf(pids);
  }

  /** Whether allocations are sampled if it can be done. */
  boolean samples() {
    return gear != Gear.WATCH;
  }

  /** The conditions of this capture on this machine. */
  CaptureInfo info(Gear used) {
    return origin.info(
        used.key(),
        Map.of(
            "duration_ms", Long.toString(duration.toMillis()),
            "pause", Boolean.toString(options.pause()),
            "max_memory_bytes", Long.toString(options.maxBytes())));
  }
}
