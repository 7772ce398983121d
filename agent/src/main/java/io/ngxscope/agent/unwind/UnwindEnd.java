package io.ngxscope.agent.unwind;

/** Why unwinding ended. */
public sealed interface UnwindEnd {
  /** It reached the start of the thread. */
  record Complete() implements UnwindEnd {}

  /**
   * It did not.
   *
   * @param why the reason
   * @param address instruction pointer of the last frame, in the process
   */
  record Incomplete(Reason why, long address) implements UnwindEnd {}

  /** Reasons for an incomplete stack. */
  enum Reason {
    /** No unwind entry covers the code. */
    NO_TABLE("no unwind table covers the code"),
    /** The unwind entry cannot be understood. */
    BROKEN_TABLE("the unwind table cannot be understood"),
    /** The stack was not copied that far. */
    NOT_COPIED("the stack was not copied that far"),
    /** A register would be needed whose value is not known. */
    UNKNOWN_REGISTER("a register is needed that is not known"),
    /** Code of LuaJIT or generated code, and no C frame of LuaJIT's leads on. */
    NO_LUA_FRAME("no frame of LuaJIT leads out of its code"),
    /** The stack pointer did not rise: a torn copy. */
    NO_PROGRESS("the stack is inconsistent"),
    /** More frames than asked for. */
    TOO_MANY_FRAMES("the stack has more frames than the limit");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** The reason in words. */
    public String words() {
      return words;
    }
  }

  /** Whether the start of the thread was reached. */
  default boolean isComplete() {
    return this instanceof Complete;
  }
}
