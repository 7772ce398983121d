package io.ngxscope.agent.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample.Kind;
import io.ngxscope.agent.sample.LookedAt.Look;
import io.ngxscope.agent.sample.LookedAt.Seen;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.stream.PerfEvent;
import io.ngxscope.agent.stream.StreamEvent;
import io.ngxscope.agent.stream.StreamEvent.Window;
import io.ngxscope.agent.stream.StreamEvent.Woke;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * From switches and tracepoints of perf, and looks from outside, to runs of the loop and sleeps.
 */
class PerfLoopTest {
  private static final long MS = 1_000_000;
  private static final long BEGIN = 1_000 * MS;
  private static final int TID = 7;
  private static final int ENTER = 0;
  private static final int EXIT = 1;
  private static final Stack WAIT = new Stack(List.of(new Frame.Fast("wait")));
  private static final Stack COMPUTE = new Stack(List.of(new Frame.Fast("compute")));

  private final List<Observation> samples = new ArrayList<>();
  private final List<StreamEvent> events = new ArrayList<>();
  private @Nullable Look look;

  private final SampleStream.Listener listener =
      new SampleStream.Listener() {
        @Override
        public void sampled(Observation observation) {
          samples.add(observation);
        }

        @Override
        public void event(StreamEvent event) {
          events.add(event);
        }
      };
  private final PerfLoop loop = new PerfLoop((from, to) -> look, 5 * MS, listener);

  @Test
  void givenALongRunWithASleepThatWasSeen_whenItIsOver_thenItIsToldWithTheSleep() {
    look = new Look(BEGIN + 20 * MS, new Seen(WAIT, Work.NONE, "poll", "", true));
    loop.accept(tracepoint(EXIT, 0));
    sleep(2, 42);
    loop.accept(tracepoint(ENTER, 50));

    assertThat(samples)
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.kind()).isEqualTo(Kind.OFF_CPU);
              assertThat(o.stack()).isEqualTo(WAIT);
              assertThat(o.windowNanos()).isEqualTo(BEGIN);
              assertThat(o.syscall()).isEqualTo("poll");
            });
    assertThat(events)
        .containsExactly(
            new Woke(samples.get(0).id(), TID, BEGIN + 2 * MS, 40 * MS),
            new Window(TID, BEGIN, BEGIN + 50 * MS, 40 * MS, 0));
  }

  @Test
  void givenASleepThatNobodySaw_whenTheRunIsOver_thenItsTimeIsToldWithoutAStack() {
    loop.accept(tracepoint(EXIT, 0));
    sleep(2, 42);
    loop.accept(tracepoint(ENTER, 50));

    assertThat(samples).isEmpty();
    assertThat(events).contains(new Woke(0, TID, BEGIN + 2 * MS, 40 * MS));
  }

  @Test
  void givenTimeWithoutAProcessor_whenTheRunIsOver_thenItIsNoSleep() {
    loop.accept(tracepoint(EXIT, 0));
    loop.accept(new PerfEvent.Switched(BEGIN + 1 * MS, TID, true, true));
    loop.accept(new PerfEvent.Switched(BEGIN + 9 * MS, TID, false, false));
    loop.accept(tracepoint(ENTER, 10));

    assertThat(events).containsExactly(new Window(TID, BEGIN, BEGIN + 10 * MS, 0, 8 * MS));
  }

  @Test
  void givenSamples_whenTheyComeBeforeOrAfterTheEndOfTheirRun_thenTheyAreOfThatRun() {
    loop.accept(tracepoint(EXIT, 0));
    loop.sampled(running(10));
    loop.accept(tracepoint(ENTER, 20));
    loop.sampled(running(15));

    assertThat(samples).extracting(Observation::windowNanos).containsExactly(BEGIN, BEGIN);
  }

  @Test
  void givenAShortRunOrAWaitForEvents_whenItIsOver_thenNothingIsTold() {
    loop.accept(tracepoint(EXIT, 0));
    loop.sampled(running(1));
    loop.accept(tracepoint(ENTER, 2));
    sleep(2, 90);
    loop.accept(tracepoint(EXIT, 90));

    assertThat(samples).isEmpty();
    assertThat(events).isEmpty();
  }

  private void sleep(long fromMillis, long toMillis) {
    loop.accept(new PerfEvent.Switched(BEGIN + fromMillis * MS, TID, true, false));
    loop.accept(new PerfEvent.Switched(BEGIN + toMillis * MS, TID, false, false));
  }

  private static PerfEvent tracepoint(int event, long millis) {
    return new PerfEvent.Sample(event, BEGIN + millis * MS, TID, 0, List.of(), null, new byte[0]);
  }

  private static Observation running(long millis) {
    return new Observation(
        1, Kind.ON_CPU, BEGIN + millis * MS, 0, TID, COMPUTE, Work.NONE, "", "", true, true);
  }
}
