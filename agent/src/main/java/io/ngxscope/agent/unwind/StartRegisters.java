package io.ngxscope.agent.unwind;

/**
 * Registers of a thread at the instant at which its stack was copied. Numbers are DWARF's for
 * x86-64 (System V ABI, figure 3.36): 3 rbx, 6 rbp, 7 rsp, 12 to 15 r12 to r15, 16 the instruction
 * pointer.
 */
public final class StartRegisters {
  static final int RBX = 3;
  static final int RBP = 6;
  static final int RSP = 7;
  static final int R12 = 12;
  static final int R13 = 13;
  static final int R14 = 14;
  static final int R15 = 15;
  static final int PC = 16;
  static final int COUNT = 17;

  private final long[] values;
  private final int known;

  private StartRegisters(long[] values, int known) {
    this.values = values;
    this.known = known;
  }

  /** What {@code /proc/PID/syscall} tells of a blocked thread: no other register is known. */
  public static StartRegisters of(long pc, long sp) {
    return new StartRegisters(new long[COUNT], 0).with(PC, pc).with(RSP, sp);
  }

  /** The same with one more register known. */
  public StartRegisters with(int register, long value) {
    long[] copy = values.clone();
    copy[register] = value;
    return new StartRegisters(copy, known | 1 << register);
  }

  /** The instruction pointer. */
  public long pc() {
    return values[PC];
  }

  /** The stack pointer. */
  public long sp() {
    return values[RSP];
  }

  void copyTo(UnwindState state) {
    System.arraycopy(values, 0, state.values, 0, COUNT);
    state.known = known;
    state.exact = true;
  }
}
