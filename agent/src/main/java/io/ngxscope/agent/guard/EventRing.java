package io.ngxscope.agent.guard;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.model.WorkerReading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What was seen in the last seconds, so that a capture can begin before its trigger. Bounded in
 * time and in number; what had to go early is counted.
 */
public final class EventRing {
  private static final int MAX_BLOCKS = 500;
  private static final int MAX_SAMPLES = 2_000;
  private static final int MAX_READINGS = 10_000;
  private static final int MAX_ITERATIONS = 5_000;
  private static final int MAX_WORKER_EVENTS = 500;

  private final long keepMicros;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private final Deque<StackEvent> samples = new ArrayDeque<>();
  private final Deque<WorkerEvent> workerEvents = new ArrayDeque<>();
  private final Deque<WorkerReading> readings = new ArrayDeque<>();
  private final Deque<Ran> iterations = new ArrayDeque<>();
  private long lost;

  private record Ran(long endMicros, long micros) {}

  /** What a ring held of some time, each in the order in which it was seen. */
  public record Slice(
      List<Block> blocks,
      List<StackEvent> samples,
      List<WorkerEvent> workerEvents,
      List<WorkerReading> readings,
      List<LatencyHistogram.Bucket> loopBuckets) {
    /** Copies the lists. */
    public Slice {
      blocks = List.copyOf(blocks);
      samples = List.copyOf(samples);
      workerEvents = List.copyOf(workerEvents);
      readings = List.copyOf(readings);
      loopBuckets = List.copyOf(loopBuckets);
    }
  }

  /**
   * An empty ring.
   *
   * @param keepMicros how long things are kept, in microseconds
   */
  public EventRing(long keepMicros) {
    this.keepMicros = keepMicros;
  }

  /** Keeps a block that has ended. */
  public void add(Block block) {
    lost += keep(blocks, block, MAX_BLOCKS);
  }

  /** Keeps a stack. */
  public void add(StackEvent sample) {
    lost += keep(samples, sample, MAX_SAMPLES);
  }

  /** Keeps the coming or going of a worker. */
  public void add(WorkerEvent event) {
    lost += keep(workerEvents, event, MAX_WORKER_EVENTS);
  }

  /** Keeps what a worker had used. */
  public void add(WorkerReading reading) {
    keep(readings, reading, MAX_READINGS);
  }

  /** Keeps the duration of an iteration of an event loop. */
  public void iteration(long endMicros, long micros) {
    keep(iterations, new Ran(endMicros, micros), MAX_ITERATIONS);
  }

  private static <T> int keep(Deque<T> items, T item, int most) {
    items.addLast(item);
    if (items.size() <= most) {
      return 0;
    }
    items.removeFirst();
    return 1;
  }

  /** Forgets what is too old. */
  public void expire(long nowMicros) {
    long oldest = nowMicros - keepMicros;
    expire(blocks, EventRing::end, oldest);
    expire(samples, StackEvent::unixMicros, oldest);
    expire(workerEvents, WorkerEvent::unixMicros, oldest);
    expire(readings, WorkerReading::unixMicros, oldest);
    expire(iterations, Ran::endMicros, oldest);
  }

  private static <T> void expire(Deque<T> items, ToLongFunction<T> time, long oldest) {
    while (!items.isEmpty() && time.applyAsLong(items.getFirst()) < oldest) {
      items.removeFirst();
    }
  }

  private static long end(Block block) {
    return block.startUnixMicros() + block.durationMicros();
  }

  /** Everything that ended at this time or later. */
  public Slice since(long fromMicros) {
    LatencyHistogram loop = new LatencyHistogram();
    since(iterations, Ran::endMicros, fromMicros).forEach(ran -> loop.record(ran.micros()));
    return new Slice(
        since(blocks, EventRing::end, fromMicros),
        since(samples, StackEvent::unixMicros, fromMicros),
        since(workerEvents, WorkerEvent::unixMicros, fromMicros),
        since(readings, WorkerReading::unixMicros, fromMicros),
        loop.buckets());
  }

  private static <T> List<T> since(Deque<T> items, ToLongFunction<T> time, long from) {
    List<T> found = new ArrayList<>();
    for (T item : items) {
      if (time.applyAsLong(item) >= from) {
        found.add(item);
      }
    }
    return found;
  }

  /** Events that had to go before their time. */
  public long lost() {
    return lost;
  }
}
