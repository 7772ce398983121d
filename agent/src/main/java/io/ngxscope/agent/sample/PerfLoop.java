package io.ngxscope.agent.sample;

import io.ngxscope.agent.sample.LookedAt.Look;
import io.ngxscope.agent.stream.PerfEvent;
import io.ngxscope.agent.stream.PerfEvent.Switched;
import io.ngxscope.agent.stream.StreamEvent.Window;
import io.ngxscope.agent.stream.StreamEvent.Woke;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the runs of one worker's event loop and its sleeps, which one perf tells, the
 * samples on a processor, which another one tells, and what was seen of the sleeps from outside.
 * Thread-safe: those come on several threads.
 */
final class PerfLoop implements Consumer<PerfEvent> {
  /** Shorter sleeps are not worth telling if nobody saw what they were. */
  private static final long LEAST_UNSEEN_NANOS = 1_000_000L;

  /** More samples and sleeps than any run of the loop has; older ones are dropped and counted. */
  private static final int MAX_KEPT = 50_000;

  /** Samples can come after the end of their run is known. */
  private static final int RECENT = 64;

  private final LookedAt looks;
  private final long afterNanos;
  private final SampleStream.Listener listener;
  private final Deque<Observation> cpu = new ArrayDeque<>();
  private final Deque<Window> recent = new ArrayDeque<>();
  private final List<Sleep> sleeps = new ArrayList<>();
  private long ids = 1L << 40; // apart from those of the samples on a processor
  private long windowFrom;
  private long outNanos;
  private boolean out;
  private boolean preempted;
  private int tid;
  private long asleepNanos;
  private long waitedNanos;
  private long dropped;

  private record Sleep(long from, long nanos, @Nullable Look look) {}

  /**
   * Readies one worker.
   *
   * @param afterNanos shorter runs are not told
   */
  PerfLoop(LookedAt looks, long afterNanos, SampleStream.Listener listener) {
    this.looks = looks;
    this.afterNanos = afterNanos;
    this.listener = listener;
  }

  /** Samples and sleeps that could not be kept. */
  synchronized long dropped() {
    return dropped;
  }

  /** Takes a sample on a processor. */
  synchronized void sampled(Observation seen) {
    for (Window w : recent) {
      if (w.fromNanos() <= seen.nanos() && seen.nanos() <= w.toNanos()) {
        listener.sampled(in(w.fromNanos(), seen));
        return;
      }
    }
    if (cpu.size() >= MAX_KEPT) {
      cpu.removeFirst();
      dropped++;
    }
    cpu.addLast(seen);
  }

  @Override
  public synchronized void accept(PerfEvent event) {
    if (event instanceof Switched s) {
      switched(s);
    } else if (event instanceof PerfEvent.Sample sample) {
      tid = sample.tid();
      boolean enters = sample.event() % 2 == 0; // the script's order: enter, exit, enter, exit
      if (enters) {
        over(sample.nanos());
      } else {
        windowFrom = sample.nanos();
        asleepNanos = 0;
        waitedNanos = 0;
        sleeps.clear();
      }
    }
  }

  private void switched(Switched s) {
    if (s.out()) {
      out = true;
      outNanos = s.nanos();
      preempted = s.preempted();
    } else if (out) {
      out = false;
      back(s.nanos() - outNanos, preempted ? null : looks.during(outNanos, s.nanos()));
    }
  }

  private void back(long nanos, @Nullable Look look) {
    if (windowFrom == 0) {
      return; // it waited for events
    }
    if (preempted) {
      waitedNanos += nanos;
      return;
    }
    asleepNanos += nanos;
    boolean seen = look != null && look.seen() != null;
    if (!seen && nanos < LEAST_UNSEEN_NANOS) {
      return;
    }
    if (sleeps.size() < MAX_KEPT) {
      sleeps.add(new Sleep(outNanos, nanos, look));
    } else {
      dropped++;
    }
  }

  private void over(long to) {
    long from = windowFrom;
    windowFrom = 0;
    if (from != 0 && to - from >= afterNanos) {
      tellSamples(from, to);
      sleeps.forEach(s -> tell(from, s));
      Window window = new Window(tid, from, to, asleepNanos, waitedNanos);
      listener.event(window);
      recent.addLast(window);
      if (recent.size() > RECENT) {
        recent.removeFirst();
      }
    }
    forgetBefore(to);
  }

  private void tellSamples(long from, long to) {
    Iterator<Observation> samples = cpu.iterator();
    while (samples.hasNext()) {
      Observation seen = samples.next();
      if (from <= seen.nanos() && seen.nanos() <= to) {
        listener.sampled(in(from, seen));
        samples.remove();
      }
    }
  }

  private void tell(long from, Sleep sleep) {
    Look look = sleep.look();
    long id = 0;
    if (look != null && look.seen() != null) {
      id = ++ids;
      listener.sampled(PerfSleeps.observation(id, tid, sleep.from(), from, look.seen()));
    }
    listener.event(new Woke(id, tid, sleep.from(), sleep.nanos()));
  }

  private void forgetBefore(long nanos) {
    while (!cpu.isEmpty() && cpu.getFirst().nanos() <= nanos) {
      cpu.removeFirst();
    }
  }

  /** Nothing more comes: tells what is known of a run that still goes on. */
  synchronized void end() {
    long from = windowFrom;
    long now = System.nanoTime();
    if (from == 0 || now - from < afterNanos) {
      return;
    }
    tellSamples(from, now);
    sleeps.forEach(s -> tell(from, s));
    Look look = out && !preempted ? looks.during(outNanos, now) : null;
    if (look != null && look.seen() != null) {
      listener.sampled(PerfSleeps.observation(++ids, tid, outNanos, from, look.seen()));
    }
    windowFrom = 0;
  }

  private static Observation in(long window, Observation o) {
    return new Observation(
        o.id(),
        o.kind(),
        o.nanos(),
        window,
        o.tid(),
        o.stack(),
        o.work(),
        o.syscall(),
        o.detail(),
        o.complete(),
        o.whole());
  }
}
