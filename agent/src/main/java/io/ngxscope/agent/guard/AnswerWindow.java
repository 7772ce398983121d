package io.ngxscope.agent.guard;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import java.util.ArrayDeque;
import java.util.Deque;

/** Answers of the last seconds, second by second. Thread-safe: a log is read by its own thread. */
final class AnswerWindow {
  private static final long SLICE_MICROS = 1_000_000;

  /** Fewer answers than this say nothing about shares. */
  static final int LEAST = 20;

  private final long windowMicros;
  private final Deque<Slice> slices = new ArrayDeque<>();

  private static final class Slice {
    final long start;
    final LatencyHistogram latency = new LatencyHistogram();
    long answers;
    long errors;

    Slice(long start) {
      this.start = start;
    }
  }

  AnswerWindow(long windowMicros) {
    this.windowMicros = windowMicros;
  }

  synchronized void add(Answer answer, long nowMicros) {
    Slice last = slices.peekLast();
    if (last == null || nowMicros - last.start >= SLICE_MICROS) {
      last = new Slice(nowMicros);
      slices.addLast(last);
    }
    last.answers++;
    last.errors += answer.status() >= 500 ? 1 : 0;
    if (answer.micros() >= 0) {
      last.latency.record(answer.micros());
    }
    expire(nowMicros);
  }

  private void expire(long nowMicros) {
    while (!slices.isEmpty() && nowMicros - slices.getFirst().start > windowMicros) {
      slices.removeFirst();
    }
  }

  /** Percent of the answers with a status of 500 or more; 0 if there are too few. */
  synchronized double errorPercent(long nowMicros) {
    expire(nowMicros);
    long answers = slices.stream().mapToLong(s -> s.answers).sum();
    long errors = slices.stream().mapToLong(s -> s.errors).sum();
    return answers < LEAST ? 0 : errors * 100.0 / answers;
  }

  /** What 99 of 100 answers stay below, in microseconds; 0 if there are too few. */
  synchronized long slowMicros(long nowMicros) {
    expire(nowMicros);
    LatencyHistogram all = new LatencyHistogram();
    slices.forEach(s -> all.merge(s.latency));
    return all.count() < LEAST ? 0 : all.percentileMicros(99);
  }
}
