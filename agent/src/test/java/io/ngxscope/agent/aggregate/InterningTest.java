package io.ngxscope.agent.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.InternPart;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a stack says of interning. */
class InterningTest {
  private static final Frame LUA =
      new Frame.Lua("store", "values.lua", 3, 7, Frame.LuaMode.INTERPRETED);

  private static Frame c(@Nullable String function, String module) {
    return new Frame.Native(function, module, 0x10, NameSource.CODE_ANALYSIS, false);
  }

  private static Frame jit(String function) {
    return c(function, "libluajit.so");
  }

  private static Stack stack(Frame... innermost) {
    List<Frame> frames = new ArrayList<>(List.of(c("main", "nginx"), LUA));
    frames.addAll(List.of(innermost));
    return new Stack(frames);
  }

  @Test
  void givenWhatLjStrNewHasCalled_whenAsked_thenThePartIsNamed() {
    Frame intern = jit("lj_str_new");

    assertThat(Interning.part(stack(intern))).contains(InternPart.SEARCH);
    assertThat(Interning.part(stack(intern, c("__memcmp_avx2_movbe", "libc.so.6"))))
        .contains(InternPart.COMPARE);
    assertThat(Interning.part(stack(intern, c("__memmove_avx_unaligned_erms", "libc.so.6"))))
        .contains(InternPart.COPY);
    assertThat(Interning.part(stack(intern, jit("lj_mem_realloc"), c("mmap64", "libc.so.6"))))
        .contains(InternPart.ALLOCATE);
    assertThat(Interning.part(stack(intern, c(null, "libluajit.so")))).contains(InternPart.HASH);
    assertThat(Interning.part(stack(intern, c(null, "libother.so")))).contains(InternPart.OTHER);
  }

  @Test
  void givenATableThatIsMadeAnew_whenAsked_thenItIsResizingWhoeverCalled() {
    assertThat(
            Interning.part(stack(jit("lj_str_new"), jit("lj_str_resize"), jit("lj_mem_realloc"))))
        .contains(InternPart.RESIZE);
    assertThat(Interning.part(stack(jit("lj_str_rehash_chain")))).contains(InternPart.RESIZE);
    assertThat(Interning.part(stack(jit("lj_gc_step"), jit("lj_str_resize"))))
        .contains(InternPart.RESIZE);
  }

  @Test
  void givenLuaThatRunsWithinInterning_whenAsked_thenItIsNotInterning() {
    assertThat(Interning.part(stack(jit("lj_str_new"), LUA))).isEqualTo(Optional.empty());
    assertThat(Interning.part(stack(jit("lj_gc_step")))).isEmpty();
    assertThat(Interning.part(Stack.EMPTY)).isEmpty();
  }

  @Test
  void givenSamples_whenSummedUp_thenShareAndCallersAreOfAllSamples() {
    Interning sums = new Interning();
    StackSample interning =
        new StackSample(StackSample.Kind.ON_CPU, stack(jit("lj_str_new")), 1, 100);
    StackSample other = new StackSample(StackSample.Kind.ON_CPU, stack(), 3, 300);
    ProcessKey worker = new ProcessKey(new Pid(7), 1);
    Request request = new Request("GET", "/store");
    sums.add(new StackEvent(worker, 0, request, interning));
    sums.add(new StackEvent(worker, 1, request, other));

    InternShare share = sums.share(100, 1000, 0);

    assertThat(share.samples()).isEqualTo(4);
    assertThat(share.percent()).isEqualTo(25);
    assertThat(share.callers())
        .singleElement()
        .satisfies(caller -> assertThat(caller.micros()).isEqualTo(100));
  }
}
