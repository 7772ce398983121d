package io.ngxscope.agent.sample;

import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.sample.Windows.Judged;
import io.ngxscope.agent.stream.StreamEvent;
import io.ngxscope.agent.stream.StreamEvent.Window;
import io.ngxscope.agent.watch.WallClock;
import io.ngxscope.agent.watch.WatchCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Blocks of one worker from what its script tells. The thread that reads the script's output puts
 * observations in; the one that captures takes blocks out.
 */
public final class WorkerBlocks implements SampleStream.Listener {
  /** Far more than come between two looks; if nobody takes them, more are lost and counted. */
  private static final int MAX_WAITING = 20_000;

  private final LinkedBlockingQueue<Object> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final WallClock clock;
  private final Windows windows;
  private final WatchCounters counters;
  private final LoopLatency loop;
  private final ResumeEnds resumes = new ResumeEnds();
  private volatile long overflow;
  private long skipped;
  private long busy;

  /**
   * Readies one worker.
   *
   * @param thresholdMicros a shorter run of the event loop is no block
   * @param counters counts what was seen; of the thread that captures
   * @param loop takes the durations of the runs that were told; of the thread that captures
   */
  public WorkerBlocks(
      ProcessKey worker,
      WallClock clock,
      long thresholdMicros,
      WatchCounters counters,
      LoopLatency loop) {
    this.clock = clock;
    this.windows = new Windows(worker, clock, thresholdMicros * 1000);
    this.counters = counters;
    this.loop = loop;
  }

  @Override
  public void sampled(Observation observation) {
    put(observation);
  }

  @Override
  public void event(StreamEvent event) {
    put(event);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads a script's output
  private void put(Object item) {
    if (!waiting.offer(item)) {
      overflow++;
    }
  }

  /**
   * The blocks that are over and have not been given before.
   *
   * @param all whether nothing more can come
   */
  public List<Block> take(boolean all) {
    List<Object> items = new ArrayList<>();
    waiting.drainTo(items);
    items.forEach(this::take);
    return judged(windows.judge(System.nanoTime(), all));
  }

  /** The block that still goes on, at the end of a capture or of the worker. */
  public List<Block> open() {
    return judged(windows.open(System.nanoTime()));
  }

  private void take(Object item) {
    if (item instanceof Observation seen) {
      counters.observation();
      counters.unwind(seen.complete());
      if (!seen.whole()) {
        counters.torn();
      }
      resumes.sampled(seen);
      windows.sampled(seen);
    } else if (item instanceof StreamEvent.Woke woke) {
      windows.woke(woke);
    } else if (item instanceof Window window) {
      windows.over(window);
    } else if (item instanceof StreamEvent.Resumed resumed) {
      resumes.over(resumed);
      windows.over(resumed.run());
    } else if (item instanceof StreamEvent.Skipped s) {
      skipped = s.count();
    } else if (item instanceof StreamEvent.Busy b) {
      busy = b.hits();
    }
  }

  private List<Block> judged(List<Judged> runs) {
    List<Block> blocks = new ArrayList<>();
    for (Judged run : runs) {
      Window w = run.window();
      long micros = (w.toNanos() - w.fromNanos()) / 1000;
      loop.record(clock.micros(w.toNanos()), micros);
      if (resumes.has(w)) {
        run.block().forEach(block -> blocks.add(resumes.complete(block, w)));
      } else if (isStarved(w) && !run.block().isEmpty()) {
        counters.starved(micros);
      } else {
        blocks.addAll(run.block());
      }
    }
    return blocks;
  }

  /** True if it was hardly let onto a processor: nothing in the worker is to blame. */
  private static boolean isStarved(Window w) {
    long nanos = w.toNanos() - w.fromNanos();
    long ran = nanos - w.asleepNanos() - w.waitedNanos();
    return w.waitedNanos() > nanos / 2 && ran < w.waitedNanos() / 8;
  }

  /** Observations that could not be kept. */
  public long lost() {
    return overflow + windows.dropped();
  }

  /** Sleeps that were measured but not looked at, as the script tells at its end. */
  public long skipped() {
    return skipped;
  }

  /** Hits in a second for which the script ended itself; 0 if it did not. */
  public long busy() {
    return busy;
  }
}
