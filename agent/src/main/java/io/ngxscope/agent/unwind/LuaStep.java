package io.ngxscope.agent.unwind;

import io.ngxscope.agent.unwind.UnwoundFrame.Found;
import org.jspecify.annotations.Nullable;

/**
 * One step out of LuaJIT's hand-written or generated code. Its one unwind entry claims a frame of
 * constant size, which is wrong inside its internal subroutines, while it enters and leaves, and in
 * traces; but the interpreter keeps the address of its C frame in {@code L->cframe}, and traces run
 * on the same frame ({@code vm_x64.dasc}, macros {@code saveregs} and {@code restoreregs}).
 */
final class LuaStep {
  /** Internal subroutines push little: the frame is that near when the interpreter itself runs. */
  private static final int NEAR_BYTES = 128;

  /** Words looked at for a return address before it is taken for the exit handler of a trace. */
  private static final int SUBROUTINE_WORDS = 12;

  /** Words looked at in stubs that have not pushed everything yet, or have popped some. */
  private static final int STUB_WORDS = 24;

  /** From the caller's stack pointer down to rbp, rbx, r15, r14 as they were pushed. */
  private static final int[] SAVED = {
    StartRegisters.RBP, StartRegisters.RBX, StartRegisters.R15, StartRegisters.R14
  };

  private static final int FIRST_SAVED = 16;

  private final CodeMap code;
  private final LuaJitRanges ranges;

  LuaStep(CodeMap code, LuaJitRanges ranges) {
    this.code = code;
    this.ranges = ranges;
  }

  /** Leaves the interpreter; tells how the caller was found, or null if it was not. */
  @Nullable Found leaveInterpreter(
      UnwindState frame, UnwindState caller, StackMemory memory, CFrames cframes) {
    long sp = frame.sp();
    int link = cframes.notBelow(sp);
    while (link < cframes.size() && cframes.get(link) <= sp + NEAR_BYTES) {
      if (byFrame(cframes.get(link), frame, caller, memory, false)) {
        return Found.LUA_FRAME;
      }
      link++;
    }
    boolean exitHandler = link < cframes.size() && !hasReturnAddress(sp, memory);
    if (exitHandler && byFrame(cframes.get(link), frame, caller, memory, true)) {
      return Found.LUA_FRAME;
    }
    return leaveStub(frame, caller, memory) ? Found.SCANNED : null;
  }

  /** Leaves a compiled trace; false if no C frame leads on. */
  boolean leaveTrace(UnwindState frame, UnwindState caller, StackMemory memory, CFrames cframes) {
    int link = cframes.notBelow(frame.sp());
    return link < cframes.size() && byFrame(cframes.get(link), frame, caller, memory, true);
  }

  private boolean hasReturnAddress(long sp, StackMemory memory) {
    for (long at = sp; at < sp + SUBROUTINE_WORDS * 8L; at += 8) {
      if (memory.has(at) && code.isReturnAddress(memory.word(at))) {
        return true;
      }
    }
    return false;
  }

  private boolean byFrame(
      long cframe, UnwindState frame, UnwindState caller, StackMemory memory, boolean trace) {
    long cfa = cframe + ranges.cframeBytes();
    if (!memory.has(cfa - 8) || !code.isReturnAddress(memory.word(cfa - 8))) {
      return false;
    }
    caller.callerOf(frame, memory.word(cfa - 8), cfa);
    for (int i = 0; i < SAVED.length; i++) {
      restore(caller, SAVED[i], cfa - FIRST_SAVED - i * 8L, memory);
    }
    if (trace) { // compiled code uses these too, and saves them below the C frame
      restore(caller, StartRegisters.R12, cframe - 8, memory);
      restore(caller, StartRegisters.R13, cframe - 16, memory);
    }
    return true;
  }

  /** A stub between C and Lua that is pushing or popping: the return address is a few words up. */
  private boolean leaveStub(UnwindState frame, UnwindState caller, StackMemory memory) {
    for (int i = 0; i < STUB_WORDS; i++) {
      long at = frame.sp() + i * 8L;
      long word = memory.has(at) ? memory.word(at) : 0;
      if (word != 0 && !ranges.inInterpreter(word) && code.isReturnAddress(word)) {
        caller.callerOf(frame, word, at + 8);
        for (int pushed = 0; pushed < Math.min(i, SAVED.length); pushed++) {
          restore(caller, SAVED[pushed], at - 8 - pushed * 8L, memory);
        }
        return true;
      }
    }
    return false;
  }

  private static void restore(UnwindState caller, int register, long at, StackMemory memory) {
    if (memory.has(at)) {
      caller.set(register, memory.word(at));
    } else {
      caller.forget(register);
    }
  }
}
