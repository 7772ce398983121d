package io.ngxscope.agent.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.StackSample.Kind;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.stream.StreamEvent.Window;
import io.ngxscope.agent.stream.StreamEvent.Woke;
import io.ngxscope.agent.watch.WallClock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From samples, sleeps and ends of runs to blocks. */
class WindowsTest {
  private static final long MS = 1_000_000;
  private static final long BEGIN = 1_000 * MS;
  private static final long MUCH_LATER = BEGIN + 10_000 * MS;
  private static final Work SHOP = new Work(new Request("GET", "/shop"), Phase.CONTENT);
  private static final Stack COMPUTE = new Stack(List.of(new Frame.Fast("compute")));
  private static final Stack WAIT = new Stack(List.of(new Frame.Fast("wait")));

  private final Windows windows =
      new Windows(new ProcessKey(new Pid(1), 2), new WallClock(), 20 * MS);

  @Test
  void givenASleepInARun_whenItIsOver_thenTheBlockHasItsStackItsLengthAndItsCall() {
    windows.sampled(asleep(7, 1));
    windows.woke(new Woke(7, 1, BEGIN + 1 * MS, 50 * MS));
    windows.over(new Window(1, BEGIN, BEGIN + 52 * MS, 50 * MS, 0));

    Block block = onlyBlock();

    assertThat(block.durationMicros()).isEqualTo(52_000);
    assertThat(block.offCpuMicros()).isEqualTo(50_000);
    assertThat(block.onCpuMicros()).isEqualTo(2_000);
    assertThat(block.request()).isEqualTo(SHOP.request());
    assertThat(block.syscalls()).containsExactly(new SyscallTime("poll", "", 50_000));
    assertThat(block.stacks()).containsExactly(new StackSample(Kind.OFF_CPU, WAIT, 1, 52_000));
  }

  @Test
  void givenComputingAndASleep_whenWeighed_thenEachSampleStandsForTheTimeBeforeItWithoutTheSleep() {
    windows.sampled(running(10));
    windows.sampled(asleep(7, 12));
    windows.woke(new Woke(7, 1, BEGIN + 12 * MS, 20 * MS));
    windows.sampled(running(40));
    windows.over(new Window(1, BEGIN, BEGIN + 45 * MS, 20 * MS, 0));

    assertThat(onlyBlock().stacks())
        .containsExactly(
            new StackSample(Kind.ON_CPU, COMPUTE, 2, 25_000),
            new StackSample(Kind.OFF_CPU, WAIT, 1, 20_000));
  }

  @Test
  void givenTheEndsArriveFirst_whenTheSampleComesLate_thenItIsStillInItsBlock() {
    windows.over(new Window(1, BEGIN, BEGIN + 52 * MS, 50 * MS, 0));
    windows.woke(new Woke(7, 1, BEGIN + 1 * MS, 50 * MS));
    assertThat(windows.judge(BEGIN + 60 * MS, false)).as("lines may be on their way").isEmpty();
    windows.sampled(asleep(7, 1));

    assertThat(onlyBlock().stacks())
        .containsExactly(new StackSample(Kind.OFF_CPU, WAIT, 1, 52_000));
  }

  @Test
  void givenAShortRun_whenItIsOver_thenItIsJudgedButNoBlock() {
    windows.sampled(running(3));
    windows.over(new Window(1, BEGIN, BEGIN + 6 * MS, 0, 0));

    assertThat(windows.judge(MUCH_LATER, false))
        .singleElement()
        .satisfies(j -> assertThat(j.block()).isEmpty());
  }

  @Test
  void givenALongRunWithoutSamples_whenItIsOver_thenTheBlockIsThereWithoutStacks() {
    windows.over(new Window(1, BEGIN, BEGIN + 30 * MS, 0, 10 * MS));

    Block block = onlyBlock();

    assertThat(block.stacks()).isEmpty();
    assertThat(block.request()).isNull();
    assertThat(block.onCpuMicros()).isEqualTo(20_000);
  }

  @Test
  void givenARunThatGoesOn_whenTheCaptureEnds_thenItIsAnOpenBlock() {
    windows.sampled(asleep(7, 1));

    assertThat(windows.open(BEGIN + 100 * MS))
        .singleElement()
        .satisfies(
            j -> {
              Block block = j.block().get(0);
              assertThat(block.open()).isTrue();
              assertThat(block.durationMicros()).isEqualTo(100_000);
              assertThat(block.offCpuMicros()).isEqualTo(99_000);
            });
  }

  @Test
  void givenASleepWithoutASample_whenWeighed_thenItsTimeIsShownAsNotLookedAt() {
    windows.sampled(running(2));
    windows.woke(new Woke(0, 1, BEGIN + 3 * MS, 25 * MS));
    windows.over(new Window(1, BEGIN, BEGIN + 30 * MS, 25 * MS, 0));

    assertThat(onlyBlock().stacks())
        .containsExactly(
            new StackSample(Kind.OFF_CPU, StackEvents.NOT_TAKEN, 1, 25_000),
            new StackSample(Kind.ON_CPU, COMPUTE, 1, 5_000));
  }

  private Block onlyBlock() {
    return windows.judge(MUCH_LATER, false).get(0).block().get(0);
  }

  private static Observation running(long ms) {
    return new Observation(
        ms, Kind.ON_CPU, BEGIN + ms * MS, BEGIN, 1, COMPUTE, SHOP, "", "", true, true);
  }

  private static Observation asleep(long id, long ms) {
    return new Observation(
        id, Kind.OFF_CPU, BEGIN + ms * MS, BEGIN, 1, WAIT, SHOP, "poll", "", true, true);
  }
}
