package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.StackSample.Kind;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.stream.StreamEvent;
import io.ngxscope.agent.watch.WallClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives samples their weights: one on a processor stands for the time between two ticks of the
 * timer, one of a sleep for as long as it lasted.
 */
public final class StackEvents {
  /** Sleeps that never end are forgotten; a worker has a thread or some. */
  private static final int MAX_ASLEEP = 4096;

  /** The stack of a sleep that was measured, but not looked at. */
  public static final Stack NOT_TAKEN =
      new Stack(List.of(new Frame.Unknown("asleep, too often to take every stack")));

  private final ProcessKey worker;
  private final WallClock clock;
  private final long tickMicros;
  private final Map<Long, Observation> asleep =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Observation> eldest) {
          return size() > MAX_ASLEEP;
        }
      };

  /**
   * Readies one worker.
   *
   * @param tickMicros time between two ticks of the timer, in microseconds
   */
  public StackEvents(ProcessKey worker, WallClock clock, long tickMicros) {
    this.worker = worker;
    this.clock = clock;
    this.tickMicros = tickMicros;
  }

  /** Takes a sample; one on a processor is an event at once. */
  public Optional<StackEvent> sampled(Observation seen) {
    if (seen.kind() == Kind.OFF_CPU) {
      asleep.put(seen.id(), seen);
      return Optional.empty();
    }
    return Optional.of(
        event(
            seen.nanos(), seen.work(), new StackSample(Kind.ON_CPU, seen.stack(), 1, tickMicros)));
  }

  /** A sleep is over. */
  public StackEvent woke(StreamEvent.Woke woke) {
    Observation seen = asleep.remove(woke.id());
    Stack stack = seen == null ? NOT_TAKEN : seen.stack();
    Work work = seen == null ? Work.NONE : seen.work();
    return event(
        woke.fromNanos(), work, new StackSample(Kind.OFF_CPU, stack, 1, woke.nanos() / 1000));
  }

  private StackEvent event(long nanos, Work work, StackSample sample) {
    Request request = work.request();
    return new StackEvent(
        worker,
        clock.micros(nanos),
        request == null ? StackEvent.NO_REQUEST : request,
        work.phase(),
        sample);
  }
}
