package io.ngxscope.agent.luajit;

import java.util.List;

/**
 * The Lua stack of one coroutine as a probe in the kernel copied it: everything that is needed to
 * tell its functions, at an instant at which they were certainly there.
 *
 * @param thread its {@code lua_State}
 * @param pc next instruction of its innermost function, 0 if not known
 * @param cframe its {@code L->cframe} without flags, 0 if it has no frame of the interpreter
 * @param frames from the innermost to the outermost
 * @param ended true if its outermost frame was reached
 */
public record CopiedThread(
    long thread, long pc, long cframe, List<CopiedFrame> frames, boolean ended) {
  /** Copies the list. */
  public CopiedThread {
    frames = List.copyOf(frames);
  }

  /**
   * One frame: its slots, and of its function ({@code GCfunc}) what tells which it is.
   *
   * @param continuation what a continuation is, two slots below the function; 0 for other frames
   * @param below the slot below the function: the pc of a continuation; 0 for other frames
   * @param function the tagged value in the function's slot, 0 if it is a function
   * @param link what leads to the next frame
   * @param head of the second word of the function its type and kind
   * @param code start of its bytecode; 0 if it is no Lua function
   * @param entry machine code of a C function; 0 of a Lua function
   * @param height of its link above {@code L->stack}, in bytes
   * @param lines of a Lua function first line (low half) and number of lines of the prototype
   */
  public record CopiedFrame(
      long continuation,
      long below,
      long function,
      long link,
      long head,
      long code,
      long entry,
      long height,
      long lines) {}
}
