package io.ngxscope.agent.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.aggregate.StackSums.FrameRow;
import io.ngxscope.agent.aggregate.StackSums.Row;
import io.ngxscope.agent.aggregate.StackSums.ShareRow;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Frame.LuaMode;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.StackSample.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackSumsTest {
  private static final Frame MAIN =
      new Frame.Native("main", "nginx", 0, NameSource.EXPORTED, false);
  private static final Frame OUTER = lua("outer", 10);
  private static final Frame INNER = lua("inner", 20);
  private static final Frame READ = new Frame.Kernel("read");

  @Test
  void aLineHasItsOwnTimeAndThatOfWhatItCalled() {
    StackSums sums =
        StackSums.of(List.of(onCpu("/a", 10, MAIN, OUTER, INNER), onCpu("/a", 5, MAIN, OUTER)));

    assertThat(sums.lines())
        .containsExactly(new FrameRow(INNER, 10, 10, 1), new FrameRow(OUTER, 5, 15, 1));
    assertThat(sums.shares()).containsExactly(new ShareRow(TimeShare.LUA_INTERPRETED, 15, 2));
  }

  @Test
  void recursionCountsOnce() {
    StackSums sums = StackSums.of(List.of(onCpu("/a", 10, OUTER, OUTER, OUTER)));

    assertThat(sums.lines()).containsExactly(new FrameRow(OUTER, 10, 10, 1));
  }

  @Test
  void sleepsAreSummedByTheirCallAndGiveNoShareOfTheProcessor() {
    StackSums sums =
        StackSums.of(
            List.of(
                event(Kind.OFF_CPU, "/a", 30, MAIN, OUTER, READ, new Frame.Kernel("pipe_read")),
                event(Kind.OFF_CPU, "/b", 20, MAIN, INNER, READ)));

    assertThat(sums.calls()).containsExactly(new Row("read", 50, 2));
    assertThat(sums.shares()).isEmpty();
    assertThat(sums.lines()).extracting(FrameRow::selfMicros).containsExactly(30L, 20L);
  }

  @Test
  void pathsIncludeWorkForNoRequest() {
    StackSums sums = StackSums.of(List.of(onCpu("", 5, MAIN), onCpu("/a", 6, MAIN)));

    assertThat(sums.paths()).containsExactly(new Row("/a", 6, 1), new Row("", 5, 1));
    assertThat(sums.totalMicros()).isEqualTo(11);
    assertThat(sums.samples()).isEqualTo(2);
  }

  @Test
  void equalSamplesBecomeOne() {
    StackEvent once = onCpu("/a", 10, MAIN, OUTER);

    List<StackEvent> merged =
        SampleMerge.merge(List.of(once, onCpu("/b", 10, MAIN, OUTER), once, once));

    assertThat(merged).hasSize(2);
    assertThat(merged.get(0).sample().samples()).isEqualTo(3);
    assertThat(merged.get(0).sample().micros()).isEqualTo(30);
  }

  private static StackEvent onCpu(String uri, long micros, Frame... frames) {
    return event(Kind.ON_CPU, uri, micros, frames);
  }

  private static StackEvent event(Kind kind, String uri, long micros, Frame... frames) {
    return new StackEvent(
        new ProcessKey(new Pid(7), 1),
        1_000,
        uri.isEmpty() ? StackEvent.NO_REQUEST : new Request("GET", uri),
        new StackSample(kind, new Stack(List.of(frames)), 1, micros));
  }

  private static Frame lua(String function, int line) {
    return new Frame.Lua(null, function + ".lua", line - 1, line, LuaMode.INTERPRETED);
  }
}
