package io.ngxscope.agent.luajit;

import java.util.List;

/**
 * Keeps the C frames of the interpreter in step with the Lua frames of one coroutine while these
 * are walked from the innermost outwards, as {@code debug_framepc} does ({@code lj_debug.c}).
 */
final class CallingFrames {
  private final List<InterpreterFrames.CFrame> left;
  private final List<RawFrame> frames;
  private int at;

  /**
   * Begins at the innermost.
   *
   * @param frames receives a boundary wherever C called into Lua
   */
  CallingFrames(InterpreterFrames callers, List<RawFrame> frames) {
    this.left = callers.frames();
    this.frames = frames;
  }

  /**
   * Passes C that was called without a frame on the Lua stack, such as the parser of load.
   *
   * @param height of the Lua frame to be looked at next, above {@code L->stack}, in bytes
   */
  void passFramelessCalls(long height) {
    while (at < left.size() && left.get(at).results() < 0 && height < -left.get(at).results()) {
      next();
    }
  }

  /**
   * Here C called into Lua.
   *
   * @return where the function that called C was, 0 if it is not known; means nothing if that is a
   *     C function
   */
  long next() {
    frames.add(new RawFrame.CBoundary());
    at++;
    return at < left.size() ? left.get(at).pc() : 0;
  }
}
