package io.ngxscope.agent.session;

import io.ngxscope.agent.guard.Rule;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Pid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What to guard.
 *
 * @param pids workers, or masters that stand for all their workers; empty for every nginx here
 * @param rules when to capture
 * @param watch how blocks are looked for
 * @param capture how much is captured, and how often
 * @param origin who asks, as it goes into every result
 */
public record GuardPlan(
    List<Pid> pids, List<Rule> rules, Looking watch, Capturing capture, Origin origin) {
  /** Copies the lists. */
  public GuardPlan {
    pids = List.copyOf(pids);
    rules = List.copyOf(rules);
  }

  /**
   * How blocks are looked for.
   *
   * @param mayStop whether a worker that is running and blocking may be stopped, for microseconds
   * @param withArguments whether query strings are kept
   * @param maxCpuPercent of one processor that the agent may use; looks become more seldom to keep
   *     to it
   */
  public record Looking(boolean mayStop, boolean withArguments, double maxCpuPercent) {}

  /**
   * How much is captured, and how often.
   *
   * @param before how much of the time before the trigger
   * @param after how long after it
   * @param coolDown how long the same thing is not captured again
   */
  public record Capturing(Duration before, Duration after, Duration coolDown) {}

  CaptureInfo info() {
    String words = rules.stream().map(Rule::words).collect(Collectors.joining(" "));
    return origin.info(
        Gear.WATCH.key(),
        Map.of(
            "threshold_us", Long.toString(GuardPace.THRESHOLD_MICROS),
            "tick_us", Long.toString(GuardPace.TICK_MICROS),
            "before_ms", Long.toString(capture.before().toMillis()),
            "after_ms", Long.toString(capture.after().toMillis()),
            "rules", words,
            "stop_running_workers", Boolean.toString(watch.mayStop()),
            "query_strings", Boolean.toString(watch.withArguments())));
  }
}
