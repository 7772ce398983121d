package io.ngxscope.agent.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one instruction while it is decoded: prefixes, code, ModRM, displacement, constant.
 */
final class InstructionBytes {
  /** The processor refuses longer ones. */
  static final int MAX_LENGTH = 15;

  /** Which table a code belongs to. */
  enum Map {
    ONE,
    TWO,
    THREE_38,
    THREE_3A,
    VECTOR
  }

  private final ByteBuffer bytes;
  private final int start;
  private final int limit;
  private int at;
  private boolean broken;

  boolean operandSize;
  boolean addressSize;
  boolean repeat;
  boolean repeatNot;
  boolean segment;
  int rex;
  Map map = Map.ONE;
  int code;
  int modrm = -1;
  int base = MemoryOperand.NONE;
  int index = MemoryOperand.NONE;
  long displacement;
  long constant;

  InstructionBytes(ByteBuffer source, int start) {
    this.bytes = source.order() == ByteOrder.LITTLE_ENDIAN ? source : littleEndian(source);
    this.start = start;
    this.at = start;
    this.limit = Math.min(bytes.limit(), start + MAX_LENGTH);
  }

  private static ByteBuffer littleEndian(ByteBuffer source) {
    return source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  int length() {
    return at - start;
  }

  boolean isBroken() {
    return broken;
  }

  int u8() {
    if (at >= limit) {
      broken = true;
      return 0;
    }
    return bytes.get(at++) & 0xff;
  }

  /** The byte after the next ones, without taking it; -1 at the end. */
  int peek() {
    return at < limit ? bytes.get(at) & 0xff : -1;
  }

  /** A signed number of 1, 2, 4 or 8 bytes. */
  long number(int size) {
    if (limit - at < size) {
      broken = true;
      return 0;
    }
    int from = at;
    at += size;
    return switch (size) {
      case 1 -> bytes.get(from);
      case 2 -> bytes.getShort(from);
      case 4 -> bytes.getInt(from);
      default -> bytes.getLong(from);
    };
  }

  boolean wide() {
    return (rex & 8) != 0;
  }

  /** Bytes of an operand of the usual size. */
  int operandBytes() {
    return wide() ? 8 : operandSize ? 2 : 4;
  }

  /** Bytes of a constant of the usual size: never more than four. */
  int constantBytes() {
    return !wide() && operandSize ? 2 : 4;
  }

  /** The register field of ModRM. */
  int register() {
    return ((modrm >> 3) & 7) | ((rex & 4) << 1);
  }

  /** Which of a group of operations the register field of ModRM selects. */
  int group() {
    return (modrm >> 3) & 7;
  }

  boolean isMemory() {
    return modrm >= 0 && modrm >> 6 != 3;
  }

  /** The register that ModRM names in place of memory. */
  int otherRegister() {
    return (modrm & 7) | ((rex & 1) << 3);
  }

  /** Reads ModRM, SIB and displacement (Intel SDM volume 2, section 2.1.5). */
  void readModrm() {
    modrm = u8();
    int mode = modrm >> 6;
    int rm = modrm & 7;
    if (mode == 3) {
      return;
    }
    base = rm | ((rex & 1) << 3);
    if (rm == 4) {
      int sib = u8();
      int scaled = ((sib >> 3) & 7) | ((rex & 2) << 2);
      index = scaled == 4 ? MemoryOperand.NONE : scaled;
      base = (sib & 7) | ((rex & 1) << 3);
      if ((sib & 7) == 5 && mode == 0) {
        base = MemoryOperand.NONE;
        displacement = number(4);
      }
    } else if (rm == 5 && mode == 0) {
      base = MemoryOperand.PC;
      displacement = number(4);
    }
    if (mode == 1) {
      displacement = number(1);
    } else if (mode == 2) {
      displacement = number(4);
    }
  }

  /** The place in memory, or null if it is not one of the flat address space. */
  @Nullable MemoryOperand memory(long address) {
    if (!isMemory() || segment || addressSize) {
      return null;
    }
    boolean relative = base == MemoryOperand.PC;
    return new MemoryOperand(
        base, index, relative ? address + length() + displacement : displacement);
  }
}
