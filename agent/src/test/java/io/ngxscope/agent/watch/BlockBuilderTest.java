package io.ngxscope.agent.watch;

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
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.watch.BlockBuilder.Call;
import io.ngxscope.agent.watch.BlockBuilder.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockBuilderTest {
  private static final ProcessKey WORKER = new ProcessKey(new Pid(7), 1);
  private static final Work SHOP = new Work(new Request("GET", "/shop"), Phase.CONTENT);
  private static final Stack LUA = new Stack(List.of(new Frame.Fast("table.sort")));
  private static final Stack WAIT = new Stack(List.of(new Frame.Kernel("wait4")));

  private final BlockBuilder builder = new BlockBuilder(1_000);

  private Block build(long end, long onCpu) {
    return builder.build(WORKER, new Iteration(1_000, end), onCpu, false);
  }

  @Test
  void everyMicrosecondOfABlockBelongsToOneStack() {
    builder.see(new Seen(Kind.OFF_CPU, WAIT, new Call("wait4", ""), SHOP), 6_000);
    builder.same(20_000);
    builder.running(25_000);
    builder.see(new Seen(Kind.ON_CPU, LUA, null, SHOP), 30_000);
    Block block = build(41_000, 20_000);
    assertThat(block.stacks())
        .containsExactly(
            new StackSample(Kind.ON_CPU, LUA, 1, 21_000),
            new StackSample(Kind.OFF_CPU, WAIT, 2, 19_000));
    assertThat(block.stacks().stream().mapToLong(StackSample::micros).sum())
        .isEqualTo(block.durationMicros());
  }

  @Test
  void timeInACallIsCountedByCallWithWhatItsArgumentsMean() {
    builder.see(new Seen(Kind.OFF_CPU, WAIT, new Call("read", "7 = /a"), SHOP), 2_000);
    builder.see(new Seen(Kind.OFF_CPU, WAIT, new Call("read", "8 = /b"), SHOP), 9_000);
    Block block = build(9_000, 0);
    assertThat(block.syscalls()).extracting("detail").containsExactly("8 = /b", "7 = /a");
    assertThat(block.syscalls()).extracting("micros").containsExactly(7_000L, 1_000L);
  }

  @Test
  void theRequestIsTheOneThatMostOfTheTimeWentInto() {
    Work other = new Work(new Request("GET", "/other"), Phase.LOG);
    builder.see(new Seen(Kind.OFF_CPU, WAIT, null, other), 2_000);
    builder.see(new Seen(Kind.OFF_CPU, WAIT, null, SHOP), 9_000);
    assertThat(build(9_000, 0).request()).isEqualTo(SHOP.request());
  }

  @Test
  void anEarlyLookThatFoundNoRequestDoesNotHideTheLaterOne() {
    builder.see(new Seen(Kind.OFF_CPU, WAIT, null, Work.NONE), 8_000);
    builder.see(new Seen(Kind.ON_CPU, LUA, null, SHOP), 9_000);
    assertThat(build(9_000, 0).request()).isEqualTo(SHOP.request());
  }

  @Test
  void theKernelsAccountOfTheProcessorNeverExceedsTheBlock() {
    builder.see(new Seen(Kind.ON_CPU, LUA, null, SHOP), 2_000);
    Block block = build(11_000, 14_000);
    assertThat(block.onCpuMicros()).isEqualTo(10_000);
    assertThat(block.offCpuMicros()).isZero();
  }

  @Test
  void aBlockOfWhichNothingWasSeenSaysNothing() {
    builder.running(5_000);
    Block block = build(9_000, 8_000);
    assertThat(block.stacks()).isEmpty();
    assertThat(block.request()).isNull();
  }
}
