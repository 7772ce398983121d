package io.ngxscope.agent.unwind;

/** Registers as they were in one frame; overwritten frame by frame to spare garbage. */
final class UnwindState {
  /** rbx, rbp, r12 to r15: what a function must leave as it found it. */
  static final int CALLEE_SAVED = 1 << 3 | 1 << 6 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 15;

  final long[] values = new long[StartRegisters.COUNT];

  /** Bit set of the registers whose values are known. */
  int known;

  /** Whether the pc is that of an instruction about to run, not that behind a call. */
  boolean exact;

  boolean knows(int register) {
    return (known & 1 << register) != 0;
  }

  void set(int register, long value) {
    values[register] = value;
    known |= 1 << register;
  }

  void forget(int register) {
    known &= ~(1 << register);
  }

  long pc() {
    return values[StartRegisters.PC];
  }

  long sp() {
    return values[StartRegisters.RSP];
  }

  /** The address by which tables are asked: inside the call instruction, for callers. */
  long lookup() {
    return exact ? pc() : pc() - 1;
  }

  void copyFrom(UnwindState other) {
    System.arraycopy(other.values, 0, values, 0, values.length);
    known = other.known;
    exact = other.exact;
  }

  /** Becomes the caller of another frame, before its saved registers are restored. */
  void callerOf(UnwindState callee, long pc, long sp) {
    System.arraycopy(callee.values, 0, values, 0, values.length);
    known = callee.known & CALLEE_SAVED;
    exact = false;
    set(StartRegisters.PC, pc);
    set(StartRegisters.RSP, sp);
  }
}
