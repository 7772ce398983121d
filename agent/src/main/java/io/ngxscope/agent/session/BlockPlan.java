package io.ngxscope.agent.session;

import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.symbol.KernelSymbols;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to capture.
 *
 * @param pids workers, or masters that stand for all their workers
 * @param gear how blocks are found
 * @param backend which tracer samples, in the sample gear
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
    BackendChoice backend,
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
    Map<String, String> options = new TreeMap<>();
    options.put("threshold_us", Long.toString(threshold.toNanos() / 1000));
    options.put("tick_us", Long.toString(tick.toNanos() / 1000));
    options.put("duration_ms", Long.toString(duration.toMillis()));
    options.put("stop_running_workers", Boolean.toString(mayStop));
    options.put("query_strings", Boolean.toString(withArguments));
    if (gear.gear() == Gear.SAMPLE) {
      options.put("backend", backend.key());
    }
    return origin.info(gear.gear().key(), options);
  }

  /** The tracer that was chosen for gears that use one. */
  SampleBackend tracer(KernelSymbols kernel) throws InterruptedException {
    long after = Math.max(50_000L, Math.min(threshold.toNanos() / 4, 5_000_000L));
    if (gear.gear() == Gear.RESUMES || !backend.usesPerf()) {
      return bpftrace(after, kernel);
    }
    SampleBackend perf = PerfBackend.loop(after, kernel);
    return backend.mayChange() ? new FallbackBackend(bpftrace(after, kernel), perf) : perf;
  }

  private SampleBackend bpftrace(long afterNanos, KernelSymbols kernel)
      throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add("after=" + afterNanos / 1000 + "us");
    arguments.add("query=" + (withArguments ? 1 : 0));
    if (gear.gear() != Gear.RESUMES) {
      return new BpftraceBackend(SampleGear.SCRIPT, arguments, kernel);
    }
    arguments.add("threshold=" + threshold.toNanos() / 1000 + "us");
    return new BpftraceBackend(SampleGear.RESUMES, arguments, kernel);
  }
}
