package io.ngxscope.agent.session;

import io.ngxscope.agent.govern.Budget;
import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Pid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whose interning of strings to look at, and how.
 *
 * @param pids workers, or masters that stand for all their workers
 * @param gear how
 * @param options how the heap is copied, and what is shown of it
 * @param duration how long to follow the table and to sample; with {@link InternGear#WATCH} it may
 *     be zero, for one look
 * @param hertz samples a second of processor time
 * @param withArguments whether query strings are kept
 * @param budget what counting every call may cost the worker
 * @param origin who asks, as it goes into every result
 */
public record InternPlan(
    List<Pid> pids,
    InternGear gear,
    HeapOptions options,
    Duration duration,
    long hertz,
    boolean withArguments,
    Budget budget,
    Origin origin) {
  /** Copies the list. */
  public InternPlan {
    pids = List.copyOf(pids);
  }

  /** Arguments for the script that samples. */
  List<String> sampling() {
    return List.of("hz=" + hertz, "query=" + (withArguments ? 1 : 0));
  }

  /** For how long a sample stands, in microseconds. */
  long tickMicros() {
    return 1_000_000 / hertz;
  }

  /** The conditions of this capture on this machine. */
  CaptureInfo info() {
    Map<String, String> words = new TreeMap<>();
    words.put("duration_ms", Long.toString(duration.toMillis()));
    words.put("values", Boolean.toString(options.withValues()));
    words.put("max_memory_bytes", Long.toString(options.maxBytes()));
    if (gear != InternGear.WATCH) {
      words.put("rate_hz", Long.toString(hertz));
      words.put("query_strings", Boolean.toString(withArguments));
    }
    if (gear == InternGear.EXACT) {
      words.put("max_overhead_percent", Double.toString(budget.maxPercent()));
    }
    return origin.info(gear.key(), words);
  }
}
