package io.ngxscope.agent.watch;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.StackSample.Kind;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.stack.Work;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is seen of one iteration while it runs. Each observation stands for the time since
 * the one before it; time on a processor that was seen without a stack goes to the next stack that
 * is taken, or to the last.
 */
final class BlockBuilder {
  private final Map<Key, Weight> stacks = new LinkedHashMap<>();
  private final Map<Call, Long> calls = new LinkedHashMap<>();
  private final Map<Work, Long> works = new LinkedHashMap<>();
  private long attributedTo;
  private long stacklessMicros;
  private @Nullable Seen current;

  /**
   * Something seen.
   *
   * @param kind computing or waiting
   * @param stack where
   * @param call the system call it waits in, or null
   * @param work for whom
   */
  record Seen(Kind kind, Stack stack, @Nullable Call call, Work work) {}

  /** A system call with what its arguments mean. */
  record Call(String name, String detail) {}

  private record Key(Kind kind, Stack stack) {}

  private static final class Weight {
    int samples;
    long micros;

    Weight copy() {
      Weight copy = new Weight();
      copy.samples = samples;
      copy.micros = micros;
      return copy;
    }
  }

  BlockBuilder(long startMicros) {
    this.attributedTo = startMicros;
  }

  /** The same so far, to be closed while this one goes on. */
  BlockBuilder copy() {
    BlockBuilder copy = new BlockBuilder(attributedTo);
    stacks.forEach((key, weight) -> copy.stacks.put(key, weight.copy()));
    copy.calls.putAll(calls);
    copy.works.putAll(works);
    copy.stacklessMicros = stacklessMicros;
    copy.current = current;
    return copy;
  }

  /** Counts a new observation for the time up to now. */
  void see(Seen seen, long nowMicros) {
    current = seen;
    long micros = take(nowMicros);
    if (seen.kind() == Kind.ON_CPU) {
      micros += stacklessMicros;
      stacklessMicros = 0;
    }
    add(seen, micros);
  }

  /** Counts the time up to now for the observation before: nothing has changed. */
  void same(long nowMicros) {
    if (current != null) {
      add(current, take(nowMicros));
    }
  }

  /** Counts the time up to now as spent on a processor, at a place still to be seen. */
  void running(long nowMicros) {
    stacklessMicros += take(nowMicros);
  }

  private void add(Seen seen, long micros) {
    Weight w = stacks.computeIfAbsent(new Key(seen.kind(), seen.stack()), k -> new Weight());
    w.samples++;
    w.micros += micros;
    if (seen.call() != null) {
      calls.merge(seen.call(), micros, Long::sum);
    }
    works.merge(seen.work(), micros, Long::sum);
  }

  private long take(long nowMicros) {
    long micros = Math.max(0, nowMicros - attributedTo);
    attributedTo = Math.max(attributedTo, nowMicros);
    return micros;
  }

  /** The time spent in one and the same call, the longest of all. */
  long longestCallMicros() {
    return calls.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /**
   * Closes the block.
   *
   * @param iteration when it ran
   * @param onCpuMicros time that the kernel accounts as run within it
   * @param open whether it went on when the capture ended
   */
  Block build(ProcessKey worker, Iteration iteration, long onCpuMicros, boolean open) {
    settle(iteration.endMicros());
    long duration = iteration.micros();
    long onCpu = Math.max(0, Math.min(onCpuMicros, duration));
    Work work =
        works.entrySet().stream()
            .filter(e -> e.getKey().request() != null || works.size() == 1)
            .max(Map.Entry.comparingByValue())
            .or(() -> works.entrySet().stream().max(Map.Entry.comparingByValue()))
            .map(Map.Entry::getKey)
            .orElse(Work.NONE);
    return new Block(
        worker,
        iteration.startMicros(),
        duration,
        onCpu,
        duration - onCpu,
        work.request(),
        work.phase(),
        syscalls(),
        samples(),
        open);
  }

  /** Gives what is left between the last observation and the end to the last thing seen. */
  private void settle(long endMicros) {
    long rest = take(endMicros) + stacklessMicros;
    stacklessMicros = 0;
    if (current != null) {
      Weight w = stacks.get(new Key(current.kind(), current.stack()));
      if (w != null) {
        w.micros += rest;
      }
      if (current.call() != null) {
        calls.merge(current.call(), rest, Long::sum);
      }
    }
  }

  private List<SyscallTime> syscalls() {
    return calls.entrySet().stream()
        .map(e -> new SyscallTime(e.getKey().name(), e.getKey().detail(), e.getValue()))
        .sorted(Comparator.comparingLong(SyscallTime::micros).reversed())
        .toList();
  }

  private List<StackSample> samples() {
    return stacks.entrySet().stream()
        .map(
            e ->
                new StackSample(
                    e.getKey().kind(),
                    e.getKey().stack(),
                    e.getValue().samples,
                    e.getValue().micros))
        .sorted(Comparator.comparingLong(StackSample::micros).reversed())
        .toList();
  }
}
