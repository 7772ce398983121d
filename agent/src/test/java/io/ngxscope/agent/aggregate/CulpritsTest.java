package io.ngxscope.agent.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class CulpritsTest {
  private static final Frame MAIN = c("main");
  private static final Frame HANDLER = lua("handler", 10);
  private static final Frame SLEEP = lua("sleep", 20);

  @Test
  void theCulpritIsTheInnermostLuaFrameOfTheHeaviestStack() {
    Block block = block(50, stack(10, MAIN, HANDLER), stack(40, MAIN, HANDLER, SLEEP, c("wait4")));
    assertThat(Culprits.culprit(block)).isEqualTo(SLEEP);
  }

  @Test
  void aLuaFrameWithoutLineIsPassedOverForOneWithALine() {
    Block block = block(50, stack(50, MAIN, HANDLER, lua("traced", 0)));
    assertThat(Culprits.culprit(block)).isEqualTo(HANDLER);
  }

  @Test
  void withoutLuaItIsTheInnermostNamedFunction() {
    Frame nameless = new Frame.Native(null, "libz.so", 64, NameSource.NONE, false);
    Block block = block(50, stack(50, MAIN, c("deflate"), nameless, new Frame.Unknown("torn")));
    assertThat(Culprits.culprit(block)).isEqualTo(c("deflate"));
  }

  @Test
  void withoutAnyStackItIsTheLongestSystemCall() {
    assertThat(Culprits.culprit(block(50, stack(50)))).isEqualTo(new Frame.Kernel("wait4"));
  }

  @Test
  void withNothingAtAllItIsSaidToBeUnknown() {
    Block block = new Block(worker(), 0, 1, 0, 1, null, Phase.UNKNOWN, List.of(), List.of(), false);
    assertThat(Culprits.culprit(block)).isInstanceOf(Frame.Unknown.class);
  }

  @Test
  void culpritsAreRankedByTheirTotalTimeWithTheirPaths() {
    List<Culprit> culprits =
        Culprits.of(
            List.of(
                block(90, "/a", stack(90, HANDLER)),
                block(60, "/b", stack(60, SLEEP)),
                block(60, "/c", stack(60, SLEEP)),
                block(10, "/c", stack(10, SLEEP))));
    assertThat(culprits).hasSize(2);
    Culprit first = culprits.get(0);
    assertThat(first.frame()).isEqualTo(SLEEP);
    assertThat(first.blocks()).isEqualTo(3);
    assertThat(first.totalMicros()).isEqualTo(130);
    assertThat(first.maxMicros()).isEqualTo(60);
    assertThat(first.uris()).containsExactly("/c", "/b");
    assertThat(first.syscall()).isEqualTo("wait4");
  }

  @Test
  void theSameLineIsOneCulpritHoweverItWasRun() {
    Frame compiled = new Frame.Lua("f", "app.lua", 1, 20, Frame.LuaMode.COMPILED);
    Frame nameless = new Frame.Lua(null, "app.lua", 1, 20, Frame.LuaMode.INTERPRETED);
    List<Culprit> culprits =
        Culprits.of(List.of(block(5, stack(5, nameless)), block(5, stack(5, compiled))));
    assertThat(culprits).hasSize(1);
    assertThat(culprits.get(0).frame()).as("the one with a name").isEqualTo(compiled);
  }

  @Test
  void mergingIsTheSameAsCountingTogether() {
    List<Block> blocks =
        List.of(
            block(90, "/a", stack(90, HANDLER)),
            block(60, "/b", stack(60, SLEEP)),
            block(60, "/c", stack(60, SLEEP)));
    Culprits one = new Culprits();
    one.add(blocks.get(0));
    one.add(blocks.get(1));
    Culprits two = new Culprits();
    two.add(blocks.get(2));
    one.merge(two);
    assertThat(one.ranked()).isEqualTo(Culprits.of(blocks));
  }

  private static ProcessKey worker() {
    return new ProcessKey(new Pid(1), 1);
  }

  private static Block block(long micros, StackSample... stacks) {
    return block(micros, "/", stacks);
  }

  private static Block block(long micros, String uri, StackSample... stacks) {
    return new Block(
        worker(),
        0,
        micros,
        0,
        micros,
        new Request("GET", uri),
        Phase.CONTENT,
        List.of(new SyscallTime("read", "", 1), new SyscallTime("wait4", "", micros)),
        List.of(stacks),
        false);
  }

  private static StackSample stack(long micros, Frame... frames) {
    return new StackSample(StackSample.Kind.OFF_CPU, new Stack(List.of(frames)), 1, micros);
  }

  private static Frame lua(String function, int line) {
    return new Frame.Lua(function, "app.lua", 1, line, Frame.LuaMode.INTERPRETED);
  }

  private static Frame c(String function) {
    return new Frame.Native(function, "nginx", 16, NameSource.EXPORTED, false);
  }
}
