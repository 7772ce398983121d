package io.ngxscope.agent.session;

import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Pid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to capture.
 *
 * @param pids workers, or masters that stand for all their workers
 * @param gear how blocks are found
 * @param threshold a shorter iteration of the event loop is no block
 * @param tick time between two looks at a worker
 * @param mayStop whether a worker that is running and blocking may be stopped, for microseconds, to
 *     read its registers
 * @param withArguments whether query strings are kept
 * @param duration how long at most
 * @param record where to record while capturing, or null
 * @param force whether a recording that is there may be replaced
 * @param origin who asks, as it goes into every result
 */
public record BlockPlan(
    List<Pid> pids,
    GearChoice gear,
    Duration threshold,
    Duration tick,
    boolean mayStop,
    boolean withArguments,
    Duration duration,
    @Nullable Path record,
    boolean force,
    Origin origin) {
  /** Copies the list. */
  public BlockPlan {
    pids = List.copyOf(pids);
  }

  /** The conditions of this capture on this machine. */
  CaptureInfo info() {
    return origin.info(
        gear.gear().key(),
        Map.of(
            "threshold_us", Long.toString(threshold.toNanos() / 1000),
            "tick_us", Long.toString(tick.toNanos() / 1000),
            "duration_ms", Long.toString(duration.toMillis()),
            "stop_running_workers", Boolean.toString(mayStop),
            "query_strings", Boolean.toString(withArguments)));
  }
}
