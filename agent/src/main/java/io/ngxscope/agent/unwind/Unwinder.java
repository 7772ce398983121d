package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.CodeRange;
import io.ngxscope.agent.unwind.TableStep.Outcome;
import io.ngxscope.agent.unwind.UnwindEnd.Complete;
import io.ngxscope.agent.unwind.UnwindEnd.Incomplete;
import io.ngxscope.agent.unwind.UnwindEnd.Reason;
import io.ngxscope.agent.unwind.UnwoundFrame.Found;
import io.ngxscope.agent.unwind.UnwoundFrame.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Unwinds the native stacks of one process from copies: registers, stack, and where LuaJIT's C
 * frames lie. By the unwind tables where they hold; by LuaJIT's own frames in its assembly and in
 * traces; by search where nothing else helps, which is marked. For one thread.
 */
public final class Unwinder {
  /** Frames of a stack at most, unless said otherwise. */
  public static final int DEFAULT_MAX_FRAMES = 512;

  private static final int CAPACITY_GUESS = 40;

  /** Searches inside searches: each multiplies the work. */
  private static final int MAX_SEARCH_DEPTH = 3;

  /** Frames tried for one stack, the wrong ones of searches included. */
  private static final int MAX_TRIED = 8192;

  /** Words searched for a caller: PCRE's compiled patterns keep up to 1 KB on the stack. */
  private static final int SEARCH_WORDS = 256;

  private final CodeMap code;
  private final LuaJitRanges ranges;
  private final int maxFrames;
  private final TableStep tables = new TableStep();
  private final LuaStep lua;

  // What is being unwound now.
  private StackMemory memory = StackMemory.of(0, new byte[0], 0);
  private CFrames cframes = CFrames.NONE;
  private List<UnwoundFrame> frames = new ArrayList<>();
  private UnwindState caller = new UnwindState();
  private int tried;
  private int searchDepth;

  /** Readies unwinding in a process, with the usual limit. */
  public Unwinder(List<CodeRange> code, LuaJitRanges ranges, UnwindTables tables) {
    this(code, ranges, tables, DEFAULT_MAX_FRAMES);
  }

  /**
   * Readies unwinding in a process.
   *
   * @param code its executable memory
   * @param ranges where LuaJIT's own code lies
   * @param tables what was worked out before, shared with the unwinders of other processes
   * @param maxFrames frames of a stack at most, above 0
   */
  public Unwinder(List<CodeRange> code, LuaJitRanges ranges, UnwindTables tables, int maxFrames) {
    this.code = new CodeMap(code, tables);
    this.ranges = ranges;
    this.maxFrames = maxFrames;
    this.lua = new LuaStep(this.code, ranges);
  }

  /**
   * Unwinds one stack. Takes anything: a torn or hostile copy gives an incomplete stack.
   *
   * @param registers at the instant of the copy
   * @param stack the copy, best from the stack pointer to the top of the thread's stack
   * @param chain LuaJIT's C frames at the same instant
   */
  public UnwoundStack unwind(StartRegisters registers, StackMemory stack, CFrames chain) {
    memory = stack;
    cframes = chain;
    frames = new ArrayList<>(CAPACITY_GUESS);
    tried = 0;
    searchDepth = 0;
    UnwindState state = new UnwindState();
    registers.copyTo(state);
    UnwindEnd end = run(state, Found.REGISTERS);
    return new UnwoundStack(frames, end);
  }

  /**
   * Looks for LuaJIT's C frames in a copied stack of which nothing else is known. What is found may
   * hold remains of calls that have returned: they are the ones that unwinding passes by.
   *
   * @param isThread whether a coroutine lies at an address
   */
  public CFrames findCFrames(StackMemory stack, long stackPointer, LongPredicate isThread) {
    return new CFrameSearch(code, ranges.cframeBytes(), isThread).in(stack, stackPointer);
  }

  /** Goes from a frame to the start of the thread, or as far as it gets. */
  private UnwindEnd run(UnwindState start, Found foundStart) {
    UnwindState frame = start;
    Found found = foundStart;
    while (frames.size() < maxFrames && tried++ < MAX_TRIED) {
      int range = code.find(frame.lookup());
      Kind kind = kind(range, frame.lookup());
      frames.add(new UnwoundFrame(frame.pc(), frame.sp(), frame.exact, kind, found));
      CfaRow row = code.row(range, frame.lookup());
      Outcome outcome = tables.step(row, frame, caller, memory);
      found = Found.TABLES;
      if (kind == Kind.INTERPRETER || outcome == Outcome.NO_TABLE) {
        Found by = withoutTables(kind, frame, outcome);
        outcome = by == null ? Outcome.NO_TABLE : Outcome.DONE;
        found = by == null ? found : by;
      }
      if (outcome == Outcome.OUTERMOST) {
        return new Complete();
      }
      if (outcome != Outcome.DONE) {
        return search(frame, kind, outcome);
      }
      if (caller.sp() <= frame.sp() && !frame.exact && !row.signalFrame) {
        return new Incomplete(Reason.NO_PROGRESS, frame.pc());
      }
      UnwindState spare = frame;
      frame = caller;
      caller = spare;
    }
    return new Incomplete(Reason.TOO_MANY_FRAMES, frame.pc());
  }

  private Kind kind(int range, long address) {
    if (range < 0) {
      return Kind.NOWHERE;
    }
    if (ranges.inInterpreter(address)) {
      return Kind.INTERPRETER;
    }
    if (!code.isGenerated(range)) {
      return Kind.NATIVE;
    }
    return ranges.inTrace(address) ? Kind.TRACE : Kind.GENERATED;
  }

  /** Leaves code that no table describes rightly; null if only a search can help. */
  private @Nullable Found withoutTables(Kind kind, UnwindState frame, Outcome byTables) {
    if (kind == Kind.INTERPRETER) {
      boolean plausible = byTables == Outcome.DONE && code.isReturnAddress(caller.pc());
      return plausible ? Found.TABLES : lua.leaveInterpreter(frame, caller, memory, cframes);
    }
    if (kind == Kind.TRACE) {
      return lua.leaveTrace(frame, caller, memory, cframes) ? Found.LUA_FRAME : null;
    }
    return kind != Kind.GENERATED && leaveStub(kind, frame) ? Found.STUB : null;
  }

  /**
   * The system call stub of {@code clone} lies behind its unwind entry, so that the new thread's
   * stack is not unwound by it; and a call through a bad pointer has just pushed its return
   * address.
   */
  private boolean leaveStub(Kind kind, UnwindState frame) {
    boolean stub = frame.exact && (kind == Kind.NOWHERE || code.isBehindSyscall(frame.pc()));
    if (!stub || !memory.has(frame.sp()) || !code.isReturnAddress(memory.word(frame.sp()))) {
      return false;
    }
    caller.callerOf(frame, memory.word(frame.sp()), frame.sp() + 8);
    return true;
  }

  /**
   * Tries every word upwards that could be a return address, and takes the first from which the
   * start of the thread is reached.
   */
  private UnwindEnd search(UnwindState frame, Kind kind, Outcome why) {
    UnwindEnd failure = new Incomplete(reason(kind, why), frame.pc());
    if (why == Outcome.NOT_COPIED || searchDepth >= MAX_SEARCH_DEPTH) {
      return failure;
    }
    int known = frames.size();
    searchDepth++;
    for (int i = 0; i < SEARCH_WORDS && tried < MAX_TRIED; i++) {
      long at = frame.sp() + i * 8L;
      if (memory.has(at) && code.isReturnAddress(memory.word(at))) {
        UnwindEnd end = run(candidate(frame, at, why), Found.SCANNED);
        if (end.isComplete()) {
          return end;
        }
        frames.subList(known, frames.size()).clear();
      }
    }
    searchDepth--;
    return failure;
  }

  private UnwindState candidate(UnwindState frame, long at, Outcome why) {
    UnwindState candidate = new UnwindState();
    candidate.callerOf(frame, memory.word(at), at + 8);
    candidate.known = 1 << StartRegisters.PC | 1 << StartRegisters.RSP;
    if (why != Outcome.UNKNOWN_REGISTER) {
      candidate.known |= frame.known & 1 << StartRegisters.RBP;
      return candidate;
    }
    // Functions push rbp first and rbx soon, if they use them at all.
    int[] pushed = {StartRegisters.RBP, StartRegisters.RBX};
    for (int i = 0; i < pushed.length; i++) {
      if (memory.has(at - 8 - i * 8L)) {
        candidate.set(pushed[i], memory.word(at - 8 - i * 8L));
      }
    }
    return candidate;
  }

  private static Reason reason(Kind kind, Outcome why) {
    return switch (why) {
      case BROKEN_TABLE -> Reason.BROKEN_TABLE;
      case UNKNOWN_REGISTER -> Reason.UNKNOWN_REGISTER;
      case NOT_COPIED -> Reason.NOT_COPIED;
      default ->
          kind == Kind.NATIVE || kind == Kind.NOWHERE ? Reason.NO_TABLE : Reason.NO_LUA_FRAME;
    };
  }
}
