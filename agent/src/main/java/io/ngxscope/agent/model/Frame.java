package io.ngxscope.agent.model;

import org.jspecify.annotations.Nullable;

/** One line of a backtrace. Names in it come from the target: hostile text, escaped where shown. */
public sealed interface Frame {

  /**
   * A function of an ELF object or of code that was generated at run time.
   *
   * @param function its name, or null where only the place is known
   * @param module file name of the object without its folder, or the kind of anonymous code such as
   *     {@code [jit]}
   * @param offset virtual address inside the module's file (what {@code objdump} shows) of the
   *     function's start, or of the instruction where no function is known, in bytes
   * @param source how the name was found
   * @param scanned true if the frame was found by scanning the stack, so that it could be stale
   */
  record Native(
      @Nullable String function, String module, long offset, NameSource source, boolean scanned)
      implements Frame {}

  /** How the Lua code of a frame was being run. */
  enum LuaMode {
    /** By the interpreter. */
    INTERPRETED,
    /** By a compiled trace. */
    COMPILED,
    /**
     * By a compiled trace into which the function was inlined; it has no stack frame of its own.
     */
    INLINED,
    /**
     * By the interpreter, as the Lua stack showed a moment after the sample was taken: it calls
     * what ran then, but at that instant another function or line could have been the caller.
     */
    LATER
  }

  /**
   * A Lua function.
   *
   * @param function name by which its caller called it, or null where the bytecode gives none
   * @param file chunk name as given to the compiler, without its {@code @} or {@code =} mark
   * @param definedLine line of the {@code function} keyword, 0 for a main chunk
   * @param line line that is executing, 0 if it cannot be known
   * @param mode how it was run
   */
  record Lua(@Nullable String function, String file, int definedLine, int line, LuaMode mode)
      implements Frame {}

  /**
   * A built-in function of LuaJIT, such as {@code string.gsub}.
   *
   * @param function its name in Lua
   */
  record Fast(String function) implements Frame {}

  /**
   * A function of the kernel, or a system call.
   *
   * @param function its name
   */
  record Kernel(String function) implements Frame {}

  /**
   * A frame that could not be read.
   *
   * @param why the reason, shown to the user
   */
  record Unknown(String why) implements Frame {}
}
