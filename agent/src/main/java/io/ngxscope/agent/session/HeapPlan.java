package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Pid;
import java.util.List;
import java.util.Map;

/**
 * Whose heap to look at, and how.
 *
 * @param pids workers, or masters that stand for all their workers
 * @param options how
 * @param origin who asks, as it goes into every result
 */
public record HeapPlan(List<Pid> pids, HeapOptions options, Origin origin) {
  /** Copies the list. */
  public HeapPlan {
    pids = List.copyOf(pids);
  }

  /** The conditions of this capture on this machine. */
  CaptureInfo info() {
    return origin.info(
        "watch",
        Map.of(
            "pause", Boolean.toString(options.pause()),
            "values", Boolean.toString(options.withValues()),
            "max_memory_bytes", Long.toString(options.maxBytes())));
  }
}
