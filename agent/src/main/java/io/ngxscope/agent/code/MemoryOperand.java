package io.ngxscope.agent.code;

/**
 * A place in memory as an instruction names it: {@code base + index * scale + displacement}.
 *
 * @param base number of the base register as the instruction encodes it (0 rax, 1 rcx, 2 rdx, 3
 *     rbx, 4 rsp, 5 rbp, 6 rsi, 7 rdi, 8 to 15 r8 to r15), {@link #NONE}, or {@link #PC}
 * @param index number of the index register, or {@link #NONE}
 * @param displacement in bytes; with {@link #PC} the absolute address
 */
public record MemoryOperand(int base, int index, long displacement) {
  /** No register. */
  public static final int NONE = -1;

  /** The instruction pointer: the displacement is then the address that is meant. */
  public static final int PC = 16;

  /** Whether it is a field at a fixed distance from one general register. */
  public boolean isField() {
    return base >= 0 && base < PC && index == NONE;
  }

  /** Whether it is a fixed place of the object. */
  public boolean isGlobal() {
    return base == PC;
  }
}
