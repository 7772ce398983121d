package io.ngxscope.agent.unwind;

/**
 * A native frame.
 *
 * @param pc instruction pointer: of the instruction about to run in the innermost frame, else
 *     behind the call
 * @param sp stack pointer of the frame
 * @param exact whether {@code pc} is that of an instruction about to run
 * @param kind what code it is
 * @param found how the frame was found
 */
public record UnwoundFrame(long pc, long sp, boolean exact, Kind kind, Found found) {

  /** What code a frame runs. */
  public enum Kind {
    /** A function of an object. */
    NATIVE,
    /** LuaJIT's interpreter, or its stubs between C and Lua. */
    INTERPRETER,
    /** A compiled trace. */
    TRACE,
    /** Other code generated at run time: callbacks of LuaJIT's FFI, PCRE's compiled patterns. */
    GENERATED,
    /** Not in executable memory: a call through a bad pointer, or a torn stack. */
    NOWHERE
  }

  /** How a frame was found, from the frame inside it. */
  public enum Found {
    /** It is the innermost one: by the registers. */
    REGISTERS,
    /** By the unwind tables. */
    TABLES,
    /** By the C frame that LuaJIT itself keeps. */
    LUA_FRAME,
    /** By the return address on top of the stack, in stubs that keep nothing else there. */
    STUB,
    /**
     * By searching the stack for the first return address that leads to its end: could be stale.
     */
    SCANNED
  }

  /** The address by which to look up its name: inside the call instruction, for callers. */
  public long codeAddress() {
    return exact ? pc : pc - 1;
  }

  /** Whether the frame could be a stale one. */
  public boolean scanned() {
    return found == Found.SCANNED;
  }
}
