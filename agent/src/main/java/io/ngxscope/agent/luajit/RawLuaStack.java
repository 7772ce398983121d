package io.ngxscope.agent.luajit;

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
}
