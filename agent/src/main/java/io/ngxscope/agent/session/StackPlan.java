package io.ngxscope.agent.session;

import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.symbol.KernelSymbols;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which stacks to sample.
 *
 * @param pids workers, or masters that stand for all their workers
 * @param question what is asked
 * @param backend which tracer samples
 * @param withArguments whether query strings are kept
 * @param duration how long at most
 * @param record where to record while capturing, or null
 * @param force whether a recording that is there may be replaced
 * @param origin who asks, as it goes into every result
 */
public record StackPlan(
    List<Pid> pids,
    Question question,
    BackendChoice backend,
    boolean withArguments,
    Duration duration,
    @Nullable Path record,
    boolean force,
    Origin origin) {
  /** Copies the list. */
  public StackPlan {
    pids = List.copyOf(pids);
  }

  /** What is asked of the stacks. */
  public sealed interface Question {
    /** The name of the script that answers it. */
    String script();
  }

  /**
   * Where processor time goes.
   *
   * @param hertz samples a second of processor time
   */
  public record OnCpu(long hertz) implements Question {
    @Override
    public String script() {
      return "profile";
    }
  }

  /**
   * Where workers sleep outside of their event loop.
   *
   * @param min shorter sleeps are not told
   */
  public record OffCpu(Duration min) implements Question {
    @Override
    public String script() {
      return "offcpu";
    }
  }

  /** Arguments for the script. */
  List<String> arguments() {
    String query = "query=" + (withArguments ? 1 : 0);
    return question instanceof OnCpu on
        ? List.of("hz=" + on.hertz(), query)
        : List.of("min=" + minMicros() + "us", query);
  }

  /** The tracer that was chosen. */
  SampleBackend tracer(KernelSymbols kernel) throws InterruptedException {
    if (!backend.usesPerf()) {
      return new BpftraceBackend(question.script(), arguments(), kernel);
    }
    SampleBackend perf =
        question instanceof OnCpu on
            ? PerfBackend.onCpu(on.hertz(), kernel)
            : PerfBackend.offCpu(minMicros() * 1000, kernel);
    return backend.mayChange()
        ? new FallbackBackend(new BpftraceBackend(question.script(), arguments(), kernel), perf)
        : perf;
  }

  /** For how long a sample on a processor stands, in microseconds. */
  long tickMicros() {
    return question instanceof OnCpu on ? 1_000_000 / on.hertz() : 0;
  }

  private long minMicros() {
    return question instanceof OffCpu off ? off.min().toNanos() / 1000 : 0;
  }

  /** The conditions of this capture on this machine. */
  CaptureInfo info() {
    Map<String, String> options = new TreeMap<>();
    if (question instanceof OnCpu on) {
      options.put("rate_hz", Long.toString(on.hertz()));
    } else {
      options.put("min_us", Long.toString(minMicros()));
    }
    options.put("duration_ms", Long.toString(duration.toMillis()));
    options.put("query_strings", Boolean.toString(withArguments));
    options.put("backend", backend.key());
    return origin.info("sample", options);
  }
}
