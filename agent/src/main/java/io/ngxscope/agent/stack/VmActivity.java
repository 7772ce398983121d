package io.ngxscope.agent.stack;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Marks stacks of a VM that says to be collecting garbage, leaving a trace, or compiling: the
 * functions that do it have no names in stripped builds, but {@code global_State.vmstate} tells.
 * Recording is left out: its state stays while the interpreter executes what is recorded.
 */
final class VmActivity {
  private static final String LIBRARY = "libluajit";

  private VmActivity() {}

  /**
   * How the mark of a state is named; {@code TimeShare} knows it by that.
   *
   * @param vmState the complement of a constant {@code LJ_VMST_*} ({@code lj_obj.h})
   */
  private static @Nullable String name(int vmState) {
    return switch (~vmState) {
      case 2 -> "LuaJIT garbage collector";
      case 3 -> "LuaJIT trace exit";
      case 5, 6 -> "LuaJIT JIT compiler";
      default -> null;
    };
  }

  /** The frames with one more, around those that do the work for the VM. */
  static List<Frame> mark(List<Frame> frames, int vmState) {
    String name = name(vmState);
    int at = name == null ? frames.size() : behindVm(frames);
    if (name == null || at == frames.size()) {
      return frames;
    }
    List<Frame> marked = new ArrayList<>(frames);
    marked.add(at, new Frame.Native(name, "[luajit]", 0, NameSource.CODE_ANALYSIS, false));
    return marked;
  }

  /** Where the C behind the innermost Lua begins; without Lua, LuaJIT's innermost functions. */
  private static int behindVm(List<Frame> frames) {
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (isVm(frames.get(i))) {
        return i + 1;
      }
    }
    int at = frames.size();
    while (at > 0 && (frames.get(at - 1) instanceof Frame.Kernel || isLibrary(frames, at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isVm(Frame frame) {
    return frame instanceof Frame.Lua
        || frame instanceof Frame.Fast
        || (frame instanceof Frame.Native c && NativeNames.isVm(c));
  }

  private static boolean isLibrary(List<Frame> frames, int index) {
    return frames.get(index) instanceof Frame.Native c && c.module().startsWith(LIBRARY);
  }
}
