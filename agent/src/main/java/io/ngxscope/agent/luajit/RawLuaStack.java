package io.ngxscope.agent.luajit;

import java.util.ArrayList;
import java.util.List;

/**
 * A Lua stack as read from memory.
 *
 * @param frames from the innermost to the outermost
 * @param torn true if something in it contradicted itself, so that the rest was not read
 * @param truncated true if it is deeper than what is read
 */
public record RawLuaStack(List<RawFrame> frames, boolean torn, boolean truncated) {
  /** Copies the frames. */
  public RawLuaStack {
    frames = List.copyOf(frames);
  }

  /**
   * The same with other frames in place of the innermost one, which is the function that a trace
   * entered.
   */
  RawLuaStack withInnermost(List<RawFrame> innermost) {
    List<RawFrame> all = new ArrayList<>(innermost);
    all.addAll(frames.subList(1, frames.size()));
    return new RawLuaStack(all, torn, truncated);
  }
}
