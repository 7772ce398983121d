package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.sample.LookedAt.Look;
import io.ngxscope.agent.sample.LookedAt.Seen;
import io.ngxscope.agent.stream.PerfEvent;
import io.ngxscope.agent.stream.PerfEvent.Switched;
import io.ngxscope.agent.stream.StreamEvent.Woke;
import java.util.function.Consumer;

/**
 * Puts together when one worker's main thread slept, which perf tells, and what it showed then. All
 * calls come from the thread that reads perf's output.
 */
final class PerfSleeps implements Consumer<PerfEvent> {
  private final LookedAt looks;
  private final long minNanos;
  private final SampleStream.Listener listener;
  private long outNanos;
  private boolean asleep;
  private long ids;
  private long unseen;
  private long unseenNanos;

  /**
   * Readies one worker.
   *
   * @param minNanos shorter sleeps are not told
   */
  PerfSleeps(LookedAt looks, long minNanos, SampleStream.Listener listener) {
    this.looks = looks;
    this.minNanos = minNanos;
    this.listener = listener;
  }

  /** Sleeps of which it is not known what they waited for, for nobody looked in time. */
  long unseen() {
    return unseen;
  }

  /** How long they were in all, in nanoseconds. */
  long unseenNanos() {
    return unseenNanos;
  }

  @Override
  public void accept(PerfEvent event) {
    if (!(event instanceof Switched s)) {
      return;
    }
    if (s.out()) {
      outNanos = s.nanos();
      asleep = !s.preempted();
    } else if (asleep) {
      asleep = false;
      over(s.tid(), outNanos, s.nanos());
    }
  }

  private void over(int tid, long from, long to) {
    Look look = looks.during(from, to);
    if (to - from < minNanos) {
      return;
    }
    if (look == null) {
      unseen++;
      unseenNanos += to - from;
    } else if (look.seen() != null) {
      listener.sampled(observation(++ids, tid, from, 0, look.seen()));
      listener.event(new Woke(ids, tid, from, to - from));
    }
  }

  /** A sleep as a sample. */
  static Observation observation(long id, int tid, long from, long window, Seen seen) {
    return new Observation(
        id,
        StackSample.Kind.OFF_CPU,
        from,
        window,
        tid,
        seen.stack(),
        seen.work(),
        seen.syscall(),
        seen.detail(),
        seen.complete(),
        true);
  }
}
