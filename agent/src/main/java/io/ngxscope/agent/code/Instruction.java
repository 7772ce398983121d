package io.ngxscope.agent.code;

import org.jspecify.annotations.Nullable;

/**
 * One x86-64 instruction: its length, and as much of its meaning as finding one's way through
 * stripped code needs. Registers are numbered as in {@link MemoryOperand}.
 */
public sealed interface Instruction {
  /** Address of its first byte. */
  long address();

  /** Bytes that it takes, 1 to 15. */
  int length();

  /** Address of the instruction behind it. */
  default long next() {
    return address() + length();
  }

  /**
   * Calls a fixed address.
   *
   * @param target where to
   */
  record Call(long address, int length, long target) implements Instruction {}

  /**
   * Calls what a register or a place in memory holds.
   *
   * @param through the place, or null for a register
   */
  record IndirectCall(long address, int length, @Nullable MemoryOperand through)
      implements Instruction {}

  /**
   * Jumps to a fixed address.
   *
   * @param target where to
   * @param conditional whether it can also go on behind itself
   */
  record Jump(long address, int length, long target, boolean conditional) implements Instruction {}

  /**
   * Jumps to what a register or a place in memory holds.
   *
   * @param through the place, or null for a register
   */
  record IndirectJump(long address, int length, @Nullable MemoryOperand through)
      implements Instruction {}

  /** Pushes a register, a constant or memory. */
  record Push(long address, int length) implements Instruction {}

  /** Pops into a register or memory. */
  record Pop(long address, int length) implements Instruction {}

  /** Does nothing: padding, and marks for indirect branches ({@code endbr64}). */
  record Nop(long address, int length) implements Instruction {}

  /** Returns. */
  record Return(long address, int length) implements Instruction {}

  /**
   * Loads a general register from memory, also with sign or zero extension.
   *
   * @param register loaded
   * @param from where
   * @param bytes read: 1, 2, 4 or 8
   */
  record Load(long address, int length, int register, MemoryOperand from, int bytes)
      implements Instruction {}

  /**
   * Stores a general register to memory.
   *
   * @param register stored
   * @param to where
   * @param bytes written: 1, 2, 4 or 8
   */
  record Store(long address, int length, int register, MemoryOperand to, int bytes)
      implements Instruction {}

  /**
   * Stores a constant to memory.
   *
   * @param value sign-extended
   * @param to where
   * @param bytes written: 1, 2, 4 or 8
   */
  record StoreConstant(long address, int length, long value, MemoryOperand to, int bytes)
      implements Instruction {}

  /**
   * Loads an address.
   *
   * @param register loaded
   * @param of the place whose address it is
   */
  record LoadAddress(long address, int length, int register, MemoryOperand of)
      implements Instruction {}

  /**
   * Copies a register of 4 or 8 bytes.
   *
   * @param to the copy
   * @param from the original
   */
  record Move(long address, int length, int to, int from) implements Instruction {}

  /**
   * Loads a constant.
   *
   * @param register loaded
   * @param value as the processor extends it: to 64 bits by sign, else as given
   */
  record LoadConstant(long address, int length, int register, long value) implements Instruction {}

  /** Compares or tests: changes no register but the flags. */
  record Compare(long address, int length) implements Instruction {}

  /** Anything else: may change any register. */
  record Other(long address, int length) implements Instruction {}

  /** No instruction of 64-bit mode, or one cut off by the end of the code; the length is 1. */
  record Invalid(long address) implements Instruction {
    @Override
    public int length() {
      return 1;
    }
  }
}
