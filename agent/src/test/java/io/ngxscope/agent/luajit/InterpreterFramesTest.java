package io.ngxscope.agent.luajit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.luajit.InterpreterFrames.CFrame;
import org.junit.jupiter.api.Test;

class InterpreterFramesTest {
  private static final long INNER = Heap.BASE + 0x100;
  private static final long OUTER = Heap.BASE + 0x200;

  private static Heap twoFrames() {
    return new Heap(1 << 12)
        .putInt(INNER + 8, -48)
        .put(INNER + Gc64.CFRAME_PC, 0x1234)
        .put(INNER + Gc64.CFRAME_PREV, OUTER)
        .putInt(OUTER + 8, 1)
        .put(OUTER + Gc64.CFRAME_PC, 0x5678);
  }

  @Test
  void theChainIsReadFromTheInnermostToWhereTheCoroutineWasResumed() {
    InterpreterFrames frames = InterpreterFrames.read(twoFrames(), INNER);

    assertThat(frames.frames())
        .containsExactly(new CFrame(INNER, -48, 0x1234), new CFrame(OUTER, 1, 0x5678));
    assertThat(frames.resumer()).isEqualTo(OUTER + InterpreterFrames.CFRAME_SIZE);
  }

  @Test
  void aChainThatLeadsBackEnds() {
    Heap heap = twoFrames().put(OUTER + Gc64.CFRAME_PREV, INNER);

    InterpreterFrames frames = InterpreterFrames.read(heap, INNER);

    assertThat(frames.frames()).hasSize(2);
    assertThat(frames.resumer()).isZero();
  }

  @Test
  void aChainIntoNowhereEnds() {
    Heap heap = twoFrames().put(OUTER + Gc64.CFRAME_PREV, Heap.BASE + 0x10_0000);

    assertThat(InterpreterFrames.read(heap, INNER).frames()).hasSize(2);
    assertThat(InterpreterFrames.read(heap, 0)).isEqualTo(InterpreterFrames.NONE);
  }
}
