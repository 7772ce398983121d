package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What sampled stacks add up to: by what the processor did, by line, function, path and call. */
public final class StackSums {
  /** Different lines, functions or paths that are told apart; the rest is one row. */
  private static final int MAX_ROWS = 20_000;

  private final Map<TimeShare, Sum> shares = new EnumMap<>(TimeShare.class);
  private final Map<Frame, FrameSum> lines = new LinkedHashMap<>();
  private final Map<Frame, FrameSum> functions = new LinkedHashMap<>();
  private final Map<String, Sum> paths = new HashMap<>();
  private final Map<Phase, Sum> phases = new EnumMap<>(Phase.class);
  private final Map<String, Sum> calls = new HashMap<>();
  private final Sum all = new Sum();

  /**
   * A phase of nginx.
   *
   * @param phase which
   * @param micros time, in microseconds
   * @param samples how many
   */
  public record PhaseRow(Phase phase, long micros, long samples) {}

  /** A time and how many samples it consists of. */
  private static final class Sum {
    long micros;
    long samples;

    void add(StackSample sample) {
      micros += sample.micros();
      samples += sample.samples();
    }
  }

  private static final class FrameSum {
    final Frame frame;
    final Sum self = new Sum();
    long totalMicros;

    FrameSum(Frame frame) {
      this.frame = frame;
    }
  }

  /**
   * A row with a name.
   *
   * @param name of a path or call; empty for samples without
   * @param micros time, in microseconds
   * @param samples how many, or how many sleeps
   */
  public record Row(String name, long micros, long samples) {}

  /**
   * A share of the processor time.
   *
   * @param share what the time went into
   * @param micros time, in microseconds
   * @param samples how many
   */
  public record ShareRow(TimeShare share, long micros, long samples) {}

  /**
   * A line or function.
   *
   * @param frame which
   * @param selfMicros time in which it was the innermost of its kind, in microseconds
   * @param totalMicros time in which it was on the stack, in microseconds
   * @param samples how many in which it was the innermost
   */
  public record FrameRow(Frame frame, long selfMicros, long totalMicros, long samples) {}

  /** The sums of some samples. */
  public static StackSums of(Iterable<StackEvent> events) {
    StackSums sums = new StackSums();
    events.forEach(sums::add);
    return sums;
  }

  /** Adds a sample. */
  public void add(StackEvent event) {
    StackSample sample = event.sample();
    all.add(sample);
    if (sample.kind() == StackSample.Kind.ON_CPU) {
      shares.computeIfAbsent(TimeShare.of(sample.stack()), k -> new Sum()).add(sample);
    } else {
      row(calls, call(sample.stack())).add(sample);
    }
    row(paths, event.request().uri()).add(sample);
    phases.computeIfAbsent(event.phase(), k -> new Sum()).add(sample);
    frames(sample);
  }

  private static Sum row(Map<String, Sum> rows, String name) {
    String key = rows.size() < MAX_ROWS || rows.containsKey(name) ? name : "(others)";
    return rows.computeIfAbsent(key, k -> new Sum());
  }

  /** The outermost frame of the kernel is the system call. */
  private static String call(Stack stack) {
    for (Frame frame : stack.frames()) {
      if (frame instanceof Frame.Kernel kernel) {
        return kernel.function();
      }
    }
    return "";
  }

  private void frames(StackSample sample) {
    List<Frame> frames = sample.stack().frames();
    if (frames.isEmpty()) {
      return;
    }
    Set<Frame> seen = new HashSet<>();
    Frame line = null;
    for (Frame frame : frames) {
      Frame key = Culprits.key(frame);
      boolean first = seen.add(key);
      count(functions, key, frame, first ? sample.micros() : 0);
      if (frame instanceof Frame.Lua lua && lua.line() > 0) {
        line = key;
        count(lines, key, frame, first ? sample.micros() : 0);
      }
    }
    self(functions, Culprits.key(frames.get(frames.size() - 1)), sample);
    self(lines, line, sample);
  }

  private static void count(Map<Frame, FrameSum> rows, Frame key, Frame frame, long micros) {
    FrameSum sum = rows.get(key);
    if (sum == null && rows.size() < MAX_ROWS) {
      sum = new FrameSum(frame);
      rows.put(key, sum);
    }
    if (sum != null) {
      sum.totalMicros += micros;
    }
  }

  private static void self(Map<Frame, FrameSum> rows, @Nullable Frame key, StackSample sample) {
    FrameSum sum = key == null ? null : rows.get(key);
    if (sum != null) {
      sum.self.add(sample);
    }
  }

  /** All time, in microseconds. */
  public long totalMicros() {
    return all.micros;
  }

  /** All samples. */
  public long samples() {
    return all.samples;
  }

  /** What the processor did, most time first. */
  public List<ShareRow> shares() {
    return shares.entrySet().stream()
        .map(e -> new ShareRow(e.getKey(), e.getValue().micros, e.getValue().samples))
        .sorted(Comparator.comparingLong(ShareRow::micros).reversed())
        .toList();
  }

  /**
   * Lua lines; the time of a line includes C functions and built-ins that it called, but no other
   * Lua line. Most time first.
   */
  public List<FrameRow> lines() {
    return rows(lines);
  }

  /** Functions of every kind, most time of their own first. */
  public List<FrameRow> functions() {
    return rows(functions);
  }

  private static List<FrameRow> rows(Map<Frame, FrameSum> sums) {
    return sums.values().stream()
        .map(s -> new FrameRow(s.frame, s.self.micros, s.totalMicros, s.self.samples))
        .sorted(
            Comparator.comparingLong(FrameRow::selfMicros)
                .thenComparingLong(FrameRow::totalMicros)
                .reversed()
                .thenComparing(r -> r.frame().toString()))
        .toList();
  }

  /** Paths of requests; the empty one is work for no request. Most time first. */
  public List<Row> paths() {
    return named(paths);
  }

  /** Phases of nginx in which Lua code ran; most time first. */
  public List<PhaseRow> phases() {
    return phases.entrySet().stream()
        .map(e -> new PhaseRow(e.getKey(), e.getValue().micros, e.getValue().samples))
        .sorted(Comparator.comparingLong(PhaseRow::micros).reversed())
        .toList();
  }

  /** System calls in which threads slept; most time first. */
  public List<Row> calls() {
    return named(calls);
  }

  private static List<Row> named(Map<String, Sum> sums) {
    return sums.entrySet().stream()
        .map(e -> new Row(e.getKey(), e.getValue().micros, e.getValue().samples))
        .sorted(Comparator.comparingLong(Row::micros).reversed().thenComparing(Row::name))
        .toList();
  }
}
