package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayList;
import java.util.List;

/** Stacks reduced to what a reader of Lua looks for. */
final class LuaStacks {
  private LuaStacks() {}

  /**
   * The Lua frames of a stack, all the same whether the JIT compiler has been there; of code that
   * is all C everything.
   */
  static Stack of(Stack stack) {
    List<Frame> frames = new ArrayList<>();
    for (Frame frame : stack.frames()) {
      if (frame instanceof Frame.Lua l) {
        frames.add(
            new Frame.Lua(
                l.function(), l.file(), l.definedLine(), l.line(), Frame.LuaMode.INTERPRETED));
      } else if (frame instanceof Frame.Fast) {
        frames.add(frame);
      }
    }
    return frames.isEmpty() ? stack : new Stack(frames);
  }
}
