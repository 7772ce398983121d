package io.ngxscope.agent.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Stack;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldedStacksTest {
  @Test
  void everyKindOfFrameHasTheLabelOfFlameGraphTools() {
    Stack stack =
        new Stack(
            List.of(
                new Frame.Native("main", "nginx", 4, NameSource.EXPORTED, false),
                new Frame.Native(null, "libx.so", 0x1f0, NameSource.NONE, false),
                new Frame.Lua("run", "/app/a.lua", 1, 7, Frame.LuaMode.INTERPRETED),
                new Frame.Lua(null, "/app/a.lua", 1, 8, Frame.LuaMode.COMPILED),
                new Frame.Lua("inner", "/app/a.lua", 1, 9, Frame.LuaMode.INLINED),
                new Frame.Fast("string.gsub"),
                new Frame.Kernel("do_wait"),
                new Frame.Unknown("torn")));
    assertThat(FoldedStacks.encode(stack, 12))
        .isEqualTo(
            "main;libx.so+0x1f0;run@/app/a.lua:7;/app/a.lua:8_[j];inner@/app/a.lua:9_[i];"
                + "[builtin] string.gsub;do_wait_[k];[unknown: torn] 12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "with space",
        "semi;colon",
        "line\nbreak\r",
        "back\\slash \\u003b",
        "\u001b[31m",
        "\u202edetrevni",
        "nul\u0000",
        "half \ud800",
        "smile \ud83d\ude00",
        "\u2028"
      })
  void anyNameIsOneFieldOfOneLineAndComesBackWhole(String name) {
    Stack stack = new Stack(List.of(new Frame.Fast(name), new Frame.Kernel(name)));
    String line = FoldedStacks.encode(stack, 3);
    assertThat(line.chars()).allMatch(c -> c >= 0x20 && c != 0x2028 && c != 0x202e);
    assertThat(line.chars().filter(c -> c == ';')).hasSize(1);
    assertThat(FoldedStacks.decode(line)).contains(new FoldedStacks.Line(stack, 3));
  }

  @Test
  void linesOfOtherProgramsAreRead() {
    FoldedStacks.Line line =
        FoldedStacks.decode("nginx;main;operator new(int, long) 7").orElseThrow();
    assertThat(line.weight()).isEqualTo(7);
    assertThat(line.stack().frames()).hasSize(3);
    assertThat(FoldedStacks.label(line.stack().frames().get(2)))
        .isEqualTo("operator new(int, long)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a;b", "a;b x", "a;b -1", "a 1.5", "a 99999999999999999999"})
  void linesWithoutAWeightAreNone(String line) {
    assertThat(FoldedStacks.decode(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"@:1", ":", "@", "a@b:99999999999", "+0x", "x+0xzz", "_[k]", "_[j]", "\\u12", ";"})
  void oddLabelsAreReadAsSomethingThatIsWrittenTheSame(String label) {
    Stack stack = FoldedStacks.decode(label + " 1").orElseThrow().stack();
    String again = FoldedStacks.stack(stack).replace("\\u005c", "\\");
    assertThat(again).isEqualTo(label);
  }

  @Test
  void aStackOfNothingHasALineToo() {
    String line = FoldedStacks.encode(Stack.EMPTY, 5);
    assertThat(FoldedStacks.decode(line)).contains(new FoldedStacks.Line(Stack.EMPTY, 5));
  }
}
