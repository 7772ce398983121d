package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.ElfCursor;
import io.ngxscope.agent.os.ElfFormatException;
import java.nio.ByteBuffer;

/**
 * Evaluates the expressions of call frame instructions (DWARF 5, section 2.5): a stack machine over
 * registers and the copied stack. PLT stubs and signal frames need it.
 */
final class CfaExpression {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_STEPS = 1000;

  private final long[] stack = new long[MAX_DEPTH];
  private int depth;

  /** The result of the last evaluation that was successful. */
  private long result;

  /** What came of an evaluation. */
  enum Outcome {
    DONE,
    UNKNOWN_REGISTER,
    NOT_COPIED,
    BROKEN
  }

  long result() {
    return result;
  }

  /**
   * Evaluates.
   *
   * @param start the value on the stack at first, if {@code started}
   */
  Outcome evaluate(
      byte[] code, UnwindState state, StackMemory memory, boolean started, long start) {
    depth = 0;
    try {
      if (started) {
        push(start);
      }
      Outcome outcome = run(code, state, memory);
      result = outcome == Outcome.DONE ? pop() : 0;
      return outcome;
    } catch (ElfFormatException e) {
      return Outcome.BROKEN;
    }
  }

  private Outcome run(byte[] bytes, UnwindState state, StackMemory memory)
      throws ElfFormatException {
    ElfCursor code = new ElfCursor(ByteBuffer.wrap(bytes), 0);
    for (int steps = 0; code.remaining() > 0; steps++) {
      if (steps >= MAX_STEPS) {
        throw new ElfFormatException("an expression of more than 1000 steps");
      }
      int op = code.u8();
      if (op >= 0x70 && op <= 0x92 && op != 0x90 && op != 0x91) {
        long register = op == 0x92 ? code.uleb() : op - 0x70L;
        if (register < 0 || register >= StartRegisters.COUNT || !state.knows((int) register)) {
          return Outcome.UNKNOWN_REGISTER;
        }
        push(state.values[(int) register] + code.sleb());
      } else if (op == 0x06) {
        long address = pop();
        if (!memory.has(address)) {
          return Outcome.NOT_COPIED;
        }
        push(memory.word(address));
      } else if (op == 0x28 || op == 0x2f) {
        code = jumpIf(op == 0x2f || pop() != 0, code, bytes);
      } else {
        constantOrStack(op, code);
      }
    }
    return Outcome.DONE;
  }

  private static ElfCursor jumpIf(boolean taken, ElfCursor code, byte[] bytes)
      throws ElfFormatException {
    long distance = (short) code.u16();
    if (!taken) {
      return code;
    }
    long target = code.position() + distance;
    ElfCursor moved = new ElfCursor(ByteBuffer.wrap(bytes), 0);
    moved.skip(target);
    return moved;
  }

  private void constantOrStack(int op, ElfCursor code) throws ElfFormatException {
    switch (op) {
      case 0x03, 0x0e, 0x0f -> push(code.i64());
      case 0x08 -> push(code.u8());
      case 0x09 -> push((byte) code.u8());
      case 0x0a -> push(code.u16());
      case 0x0b -> push((short) code.u16());
      case 0x0c -> push(code.u32());
      case 0x0d -> push(code.i32());
      case 0x10 -> push(code.uleb());
      case 0x11 -> push(code.sleb());
      case 0x12 -> push(peek(0));
      case 0x13 -> pop();
      case 0x14 -> push(peek(1));
      case 0x15 -> push(peek(code.u8()));
      case 0x16 -> rotate(2);
      case 0x17 -> rotate(3);
      case 0x19 -> push(Math.abs(pop()));
      case 0x1f -> push(-pop());
      case 0x20 -> push(~pop());
      case 0x23 -> push(pop() + code.uleb());
      case 0x96 -> {} // nop
      default -> literalOrArithmetic(op);
    }
  }

  private void literalOrArithmetic(int op) throws ElfFormatException {
    if (op >= 0x30 && op <= 0x4f) {
      push(op - 0x30);
      return;
    }
    long right = pop();
    long left = pop();
    push(
        switch (op) {
          case 0x1a -> left & right;
          case 0x1b -> right == 0 ? 0 : left / right;
          case 0x1c -> left - right;
          case 0x1d -> right == 0 ? 0 : Long.remainderUnsigned(left, right);
          case 0x1e -> left * right;
          case 0x21 -> left | right;
          case 0x22 -> left + right;
          case 0x24 -> left << right;
          case 0x25 -> left >>> right;
          case 0x26 -> left >> right;
          case 0x27 -> left ^ right;
          case 0x29 -> left == right ? 1 : 0;
          case 0x2a -> left >= right ? 1 : 0;
          case 0x2b -> left > right ? 1 : 0;
          case 0x2c -> left <= right ? 1 : 0;
          case 0x2d -> left < right ? 1 : 0;
          case 0x2e -> left != right ? 1 : 0;
          default -> throw new ElfFormatException("expression operation " + op);
        });
  }

  private void push(long value) throws ElfFormatException {
    if (depth == MAX_DEPTH) {
      throw new ElfFormatException("an expression with more than 64 values");
    }
    stack[depth++] = value;
  }

  private long pop() throws ElfFormatException {
    long value = peek(0);
    depth--;
    return value;
  }

  private long peek(int below) throws ElfFormatException {
    if (below >= depth) {
      throw new ElfFormatException("an expression with too few values");
    }
    return stack[depth - 1 - below];
  }

  /** Moves the top value below the others of the top {@code count}. */
  private void rotate(int count) throws ElfFormatException {
    peek(count - 1);
    long top = stack[depth - 1];
    System.arraycopy(stack, depth - count, stack, depth - count + 1, count - 1);
    stack[depth - count] = top;
  }
}
