package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.stream.StreamEvent.Window;
import io.ngxscope.agent.stream.StreamEvent.Woke;
import io.ngxscope.agent.watch.WallClock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the runs of one worker's event loop from the samples within them and the lines that say
 * that they are over. Each processor has a buffer of its own, so that lines of a thread that was
 * moved may come in another order: a run is judged only some time after its end. One thread.
 */
final class Windows {
  /** After this time no line of a run can still be on its way, in nanoseconds. */
  private static final long SETTLE_NANOS = 200_000_000L;

  /** Every run that is sampled is told to be over; more than this are remains of lost lines. */
  private static final int MAX_OPEN = 256;

  private final ProcessKey worker;
  private final WallClock clock;
  private final long thresholdNanos;
  private final Map<Long, WindowBlock> seen = new LinkedHashMap<>();
  private final Map<Long, Window> over = new LinkedHashMap<>();
  private final List<Woke> early = new ArrayList<>();
  private long dropped;
  private long newest;

  Windows(ProcessKey worker, WallClock clock, long thresholdNanos) {
    this.worker = worker;
    this.clock = clock;
    this.thresholdNanos = thresholdNanos;
  }

  void sampled(Observation o) {
    if (o.windowNanos() == 0) {
      return;
    }
    newest = Math.max(newest, o.windowNanos());
    WindowBlock block = seen.computeIfAbsent(o.windowNanos(), k -> new WindowBlock());
    if (!block.add(o)) {
      dropped++;
    }
    early.removeIf(block::slept);
    forgetOldest();
  }

  private void forgetOldest() {
    Iterator<Long> oldest = seen.keySet().iterator();
    while (seen.size() > MAX_OPEN) {
      oldest.next();
      oldest.remove();
      dropped++;
    }
  }

  void woke(Woke woke) {
    if (woke.id() == 0) {
      unseen(woke);
      return;
    }
    for (WindowBlock block : seen.values()) {
      if (block.slept(woke)) {
        return;
      }
    }
    if (early.size() < MAX_OPEN) {
      early.add(woke); // its sample is still on its way
    }
  }

  /** A sleep without a sample belongs to the last run that began before it. */
  private void unseen(Woke woke) {
    WindowBlock last = null;
    for (Map.Entry<Long, WindowBlock> e : seen.entrySet()) {
      last = e.getKey() <= woke.fromNanos() ? e.getValue() : last;
    }
    if (last != null) {
      last.sleptUnseen(woke);
    }
  }

  void over(Window window) {
    over.put(window.fromNanos(), window);
  }

  /** A run that has been judged: how long it was, and the block that it is, if it is one. */
  record Judged(Window window, List<Block> block) {}

  /**
   * Judges the runs that are over.
   *
   * @param nowNanos of {@code CLOCK_MONOTONIC}
   * @param all whether nothing more can come
   */
  List<Judged> judge(long nowNanos, boolean all) {
    List<Judged> judged = new ArrayList<>();
    Iterator<Window> windows = over.values().iterator();
    while (windows.hasNext()) {
      Window window = windows.next();
      if (all || nowNanos - window.toNanos() > SETTLE_NANOS) {
        windows.remove();
        WindowBlock block = seen.remove(window.fromNanos());
        boolean isBlock = window.toNanos() - window.fromNanos() >= thresholdNanos;
        WindowBlock known = block == null ? new WindowBlock() : block;
        judged.add(
            new Judged(
                window, isBlock ? List.of(known.build(worker, clock, window, false)) : List.of()));
      }
    }
    if (early.size() == MAX_OPEN) {
      early.clear();
    }
    return judged;
  }

  /** The run that still goes on, as a block of unknown length; at the end of a capture. */
  List<Judged> open(long nowNanos) {
    WindowBlock block = seen.get(newest);
    if (block == null || nowNanos - newest < thresholdNanos) {
      return List.of();
    }
    Window window = new Window(0, newest, nowNanos, 0, 0);
    return List.of(new Judged(window, List.of(block.build(worker, clock, window, true))));
  }

  /** Observations that could not be kept. */
  long dropped() {
    return dropped;
  }
}
