package io.ngxscope.agent.stack;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks stacks of a VM that says to be compiling: the functions of the compiler have no names in
 * stripped builds, but {@code global_State.vmstate} tells. Recording is left out: its state stays
 * while the interpreter executes what is recorded.
 */
final class Compiling {
  /** How the mark is named; {@code TimeShare} knows it by that. */
  private static final String NAME = "LuaJIT JIT compiler";

  /** Complements of LJ_VMST_OPT and LJ_VMST_ASM ({@code lj_obj.h}). */
  private static final int OPTIMIZE = ~5;

  private static final int ASSEMBLE = ~6;

  private Compiling() {}

  /** The frames with one more, around those of LuaJIT's library that are the innermost. */
  static List<Frame> mark(List<Frame> frames, int vmState) {
    if (vmState != OPTIMIZE && vmState != ASSEMBLE) {
      return frames;
    }
    int at = frames.size();
    while (at > 0 && isLibrary(frames.get(at - 1))) {
      at--;
    }
    List<Frame> marked = new ArrayList<>(frames);
    if (at < frames.size()) {
      marked.add(at, new Frame.Native(NAME, "[luajit]", 0, NameSource.CODE_ANALYSIS, false));
    }
    return marked;
  }

  private static boolean isLibrary(Frame frame) {
    return frame instanceof Frame.Kernel
        || (frame instanceof Frame.Native c && c.module().startsWith("libluajit"));
  }
}
