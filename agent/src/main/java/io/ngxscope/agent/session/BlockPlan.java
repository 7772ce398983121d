package io.ngxscope.agent.session;

import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.watch.WatchOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to capture.
 *
 * @param pids workers, or masters that stand for all their workers
 * @param options how to watch
 * @param duration how long at most
 * @param record where to record while capturing, or null
 * @param force whether a recording that is there may be replaced
 * @param info conditions of the capture, as they go into every result
 */
public record BlockPlan(
    List<Pid> pids,
    WatchOptions options,
    Duration duration,
    @Nullable Path record,
    boolean force,
    CaptureInfo info) {
  /** Copies the list. */
  public BlockPlan {
    pids = List.copyOf(pids);
  }
}
