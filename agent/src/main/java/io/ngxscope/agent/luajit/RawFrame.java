package io.ngxscope.agent.luajit;

import io.ngxscope.agent.model.Frame;

/** One entry of a Lua stack as it lies in memory: addresses, no names yet. */
public sealed interface RawFrame {
  /**
   * A Lua function.
   *
   * @param function its {@code GCfuncL}
   * @param proto its prototype
   * @param position index of the instruction that executes, or -1 if not known
   * @param mode how it was run
   */
  record LuaFunction(long function, long proto, int position, Frame.LuaMode mode)
      implements RawFrame {
    private static final int MAX_INSTRUCTIONS = 1 << 24;

    /**
     * The instruction that executes.
     *
     * @param next address of the next one, 0 if not known; at the start of the bytecode the
     *     function is just being entered
     * @param code start of the bytecode
     * @return its index, or -1 if it is not known
     */
    static int position(long next, long code) {
      long position = Math.max(0, ((next - code) >> 2) - 1);
      return next == 0 || next < code || position >= MAX_INSTRUCTIONS ? -1 : (int) position;
    }
  }

  /**
   * A C function called from Lua.
   *
   * @param function its {@code GCfuncC}
   * @param entry address of its machine code
   */
  record CFunction(long function, long entry) implements RawFrame {}

  /**
   * A built-in function of LuaJIT.
   *
   * @param function its {@code GCfunc}
   * @param ffid its number, above 1; the numbering differs between builds
   */
  record FastFunction(long function, int ffid) implements RawFrame {}

  /** A Lua function whose prototype has been freed since it was seen running. */
  record Gone() implements RawFrame {}

  /** Here C called into Lua: frames of C lie in between. */
  record CBoundary() implements RawFrame {}

  /** Here one coroutine resumed another. */
  record CoroutineBoundary() implements RawFrame {}
}
