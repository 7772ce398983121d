package io.ngxscope.agent.stream;

/**
 * Registers of user space as perf hands them over: numbered as in {@code
 * arch/x86/include/uapi/asm/perf_regs.h}.
 */
public final class UserRegisters {
  /** Highest number, and one more. */
  static final int COUNT = 24;

  private static final int BX = 1;
  private static final int DX = 3;
  private static final int BP = 6;
  private static final int SP = 7;
  private static final int IP = 8;
  private static final int R8 = 16;

  private final long[] values;

  UserRegisters(long[] values) {
    this.values = values;
  }

  /** Those of which only two are known. */
  public static UserRegisters of(long ip, long sp) {
    long[] values = new long[COUNT];
    values[IP] = ip;
    values[SP] = sp;
    return new UserRegisters(values);
  }

  /** The instruction pointer. */
  public long ip() {
    return values[IP];
  }

  /** The stack pointer. */
  public long sp() {
    return values[SP];
  }

  /** The frame pointer register. */
  public long bp() {
    return values[BP];
  }

  /** Where LuaJIT's interpreter keeps its next instruction. */
  public long bx() {
    return values[BX];
  }

  /** Where LuaJIT's interpreter keeps its stack base. */
  public long dx() {
    return values[DX];
  }

  /**
   * One of r8 to r15.
   *
   * @param number 8 to 15
   */
  public long r(int number) {
    return values[R8 + number - 8];
  }
}
