package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.StackSample.Kind;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.stream.StreamEvent.Window;
import io.ngxscope.agent.stream.StreamEvent.Woke;
import io.ngxscope.agent.watch.WallClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one run of the event loop. Sleeps have the length that the kernel measured; the
 * rest of the time belongs to the samples on a processor, to each the time since the one before it.
 */
final class WindowBlock {
  /** A block of minutes is sampled every 20 ms. */
  private static final int MAX_OBSERVATIONS = 50_000;

  private final List<Observation> running = new ArrayList<>();
  private final List<Sleep> sleeps = new ArrayList<>();
  private final Map<Long, Observation> asleep = new LinkedHashMap<>();

  /** One sleep; who slept, if that was seen, and when. */
  private record Sleep(@Nullable Observation seen, long fromNanos, long nanos) {
    long end() {
      return fromNanos + nanos;
    }
  }

  private record Key(Kind kind, Stack stack) {}

  private static final class Weight {
    int samples;
    long nanos;
  }

  private final Map<Key, Weight> stacks = new LinkedHashMap<>();
  private final Map<Work, Long> works = new LinkedHashMap<>();
  private final Map<List<String>, Long> calls = new LinkedHashMap<>();

  /** Adds a sample; false if there are too many. */
  boolean add(Observation seen) {
    if (running.size() + asleep.size() + sleeps.size() >= MAX_OBSERVATIONS) {
      return false;
    }
    if (seen.kind() == Kind.OFF_CPU) {
      asleep.put(seen.id(), seen);
    } else {
      running.add(seen);
    }
    return true;
  }

  /** True if this sleep was seen here. */
  boolean slept(Woke woke) {
    Observation seen = asleep.remove(woke.id());
    if (seen != null) {
      sleeps.add(new Sleep(seen, woke.fromNanos(), woke.nanos()));
    }
    return seen != null;
  }

  /** Adds a sleep of which no stack was taken. */
  void sleptUnseen(Woke woke) {
    if (sleeps.size() < MAX_OBSERVATIONS) {
      sleeps.add(new Sleep(null, woke.fromNanos(), woke.nanos()));
    }
  }

  /**
   * The block.
   *
   * @param window when it was; of an open one the end is now
   */
  Block build(ProcessKey worker, WallClock clock, Window window, boolean open) {
    asleep.values().stream() // still asleep at the end
        .map(o -> new Sleep(o, o.nanos(), open ? window.toNanos() - o.nanos() : 0))
        .forEach(sleeps::add);
    weigh(window);
    long nanos = window.toNanos() - window.fromNanos();
    long slept = sleeps.stream().mapToLong(Sleep::nanos).sum();
    long off = Math.min(nanos, Math.max(slept, window.asleepNanos()) + window.waitedNanos());
    Work work = work();
    return new Block(
        worker,
        clock.micros(window.fromNanos()),
        nanos / 1000,
        (nanos - off) / 1000,
        off / 1000,
        work.request(),
        work.phase(),
        syscalls(),
        samples(),
        open);
  }

  private void weigh(Window window) {
    sleeps.sort(Comparator.comparingLong(Sleep::fromNanos));
    running.sort(Comparator.comparingLong(Observation::nanos));
    for (Sleep sleep : sleeps) {
      Observation seen = sleep.seen();
      if (seen == null) {
        add(Kind.OFF_CPU, StackEvents.NOT_TAKEN, Work.NONE, 1, sleep.nanos());
      } else {
        add(Kind.OFF_CPU, seen.stack(), seen.work(), 1, sleep.nanos());
        if (!seen.syscall().isEmpty()) {
          calls.merge(List.of(seen.syscall(), seen.detail()), sleep.nanos(), Long::sum);
        }
      }
    }
    long from = window.fromNanos();
    for (Observation seen : running) {
      long to = Math.max(from, Math.min(seen.nanos(), window.toNanos()));
      add(Kind.ON_CPU, seen.stack(), seen.work(), 1, awake(from, to));
      from = to;
    }
    settle(awake(from, window.toNanos()));
  }

  /** Time between two moments in which it did not sleep. */
  private long awake(long from, long to) {
    long slept = 0;
    for (Sleep sleep : sleeps) {
      slept += Math.max(0, Math.min(to, sleep.end()) - Math.max(from, sleep.fromNanos()));
    }
    return Math.max(0, to - from - slept);
  }

  /** Gives what is left to the last sample on a processor, or without any to the longest sleep. */
  private void settle(long rest) {
    Key last =
        running.isEmpty()
            ? stacks.entrySet().stream()
                .max(Comparator.comparingLong(e -> e.getValue().nanos))
                .map(Map.Entry::getKey)
                .orElse(null)
            : new Key(Kind.ON_CPU, running.get(running.size() - 1).stack());
    Weight weight = last == null ? null : stacks.get(last);
    if (weight != null) {
      weight.nanos += rest;
    }
  }

  private void add(Kind kind, Stack stack, Work work, int samples, long nanos) {
    Weight weight = stacks.computeIfAbsent(new Key(kind, stack), k -> new Weight());
    weight.samples += samples;
    weight.nanos += nanos;
    works.merge(work, nanos, Long::sum);
  }

  /** For whom most of the time went by, among those that are known if any is. */
  private Work work() {
    return works.entrySet().stream()
        .filter(e -> e.getKey().request() != null)
        .max(Map.Entry.comparingByValue())
        .or(() -> works.entrySet().stream().max(Map.Entry.comparingByValue()))
        .map(Map.Entry::getKey)
        .orElse(Work.NONE);
  }

  private List<SyscallTime> syscalls() {
    return calls.entrySet().stream()
        .map(e -> new SyscallTime(e.getKey().get(0), e.getKey().get(1), e.getValue() / 1000))
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
                    e.getValue().nanos / 1000))
        .sorted(Comparator.comparingLong(StackSample::micros).reversed())
        .toList();
  }
}
