package io.ngxscope.agent.code;

import io.ngxscope.agent.code.InstructionBytes.Map;
import java.nio.ByteBuffer;

/**
 * Decodes x86-64 instructions: the length of all that compilers and hand-written libraries use
 * (x87, SSE, VEX, EVEX, XOP included), and the meaning of the few that {@link Instruction} tells
 * apart.
 */
public final class InstructionDecoder {
  private static final int XOP_FIRST_MAP = 8;

  private InstructionDecoder() {}

  /**
   * Decodes one instruction.
   *
   * @param code bytes, of which those from {@code index} to the limit are looked at
   * @param index where the instruction begins in them
   * @param address of that byte in the object
   */
  public static Instruction decode(ByteBuffer code, int index, long address) {
    InstructionBytes bytes = new InstructionBytes(code, index);
    char follows = readCode(bytes);
    readOperands(bytes, follows);
    if (bytes.isBroken() || follows == 'x') {
      return new Instruction.Invalid(address);
    }
    return Classifier.classify(bytes, address);
  }

  /** Reads prefixes and code; tells what follows. */
  private static char readCode(InstructionBytes b) {
    int code = b.u8();
    while (isPrefix(b, code) && !b.isBroken()) {
      code = b.u8();
    }
    if (code >= 0x40 && code <= 0x4f) {
      b.rex = code;
      code = b.u8();
      if ((code >= 0x40 && code <= 0x4f) || isLegacyPrefix(code)) {
        return 'x'; // a REX prefix counts only right before the code
      }
    }
    if (code == 0x0f) {
      return readEscaped(b);
    }
    if (code == 0xc4 || code == 0xc5 || code == 0x62) {
      return readVector(b, code);
    }
    if (code == 0x8f && (b.peek() & 0x1f) >= XOP_FIRST_MAP && b.peek() >= 0) {
      return readXop(b);
    }
    b.code = code;
    return OpcodeTable.one(code);
  }

  private static boolean isLegacyPrefix(int code) {
    return switch (code) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> true;
      default -> false;
    };
  }

  /** Notes a prefix; false if the code is none. */
  private static boolean isPrefix(InstructionBytes b, int code) {
    switch (code) {
      case 0x64, 0x65 -> b.segment = true;
      case 0x66 -> b.operandSize = true;
      case 0x67 -> b.addressSize = true;
      case 0xf2 -> b.repeatNot = true;
      case 0xf3 -> b.repeat = true;
      default -> {
        return isLegacyPrefix(code);
      }
    }
    return true;
  }

  private static char readEscaped(InstructionBytes b) {
    b.code = b.u8();
    if (b.code == 0x38 || b.code == 0x3a) {
      boolean first = b.code == 0x38;
      b.map = first ? Map.THREE_38 : Map.THREE_3A;
      b.code = b.u8();
      return first ? 'M' : 'B';
    }
    b.map = Map.TWO;
    return OpcodeTable.two(b.code);
  }

  /** C5: one byte of payload; C4: two, with the map in the first; 62: three. */
  private static char readVector(InstructionBytes b, int prefix) {
    int payload = b.u8();
    int map = 1;
    if (prefix == 0xc4) {
      map = payload & 0x1f;
      b.u8();
    } else if (prefix == 0x62) {
      map = payload & 0x07;
      b.u8();
      b.u8();
    }
    b.map = Map.VECTOR;
    b.code = b.u8();
    if (map == 0 || map > 6 || map == 4) {
      return 'x';
    }
    return prefix == 0x62 && map == 1 && b.code == 0x77 ? 'M' : OpcodeTable.vector(map, b.code);
  }

  /** AMD's encoding of the same shape: maps 8 (with a byte), 9, and 10 (with four). */
  private static char readXop(InstructionBytes b) {
    int map = b.u8() & 0x1f;
    b.u8();
    b.map = Map.VECTOR;
    b.code = b.u8();
    return switch (map) {
      case 8 -> 'B';
      case 9 -> 'M';
      case 10 -> 'D';
      default -> 'x';
    };
  }

  private static void readOperands(InstructionBytes b, char follows) {
    switch (follows) {
      case 'R' -> b.u8();
      case 'b', 'j' -> b.constant = b.number(1);
      case 'w' -> b.constant = b.number(2);
      case 'z' -> b.constant = b.number(b.constantBytes());
      case 'J' -> b.constant = b.number(b.constantBytes());
      case 'v' -> b.constant = b.number(b.wide() ? 8 : b.constantBytes());
      case 'o' -> b.constant = b.number(b.addressSize ? 4 : 8);
      case 'e' -> {
        b.number(2);
        b.number(1);
      }
      case 'M', 'B', 'Z', 'D', '3', '4' -> {
        b.readModrm();
        readConstant(b, follows);
      }
      default -> {}
    }
  }

  private static void readConstant(InstructionBytes b, char follows) {
    boolean test = b.group() < 2;
    if (follows == 'B' || (follows == '3' && test)) {
      b.constant = b.number(1);
    } else if (follows == 'Z' || (follows == '4' && test)) {
      b.constant = b.number(b.constantBytes());
    } else if (follows == 'D') {
      b.constant = b.number(4);
    } else if (b.map == Map.TWO && b.code == 0x78 && (b.operandSize || b.repeatNot)) {
      b.number(2); // SSE4a: two bytes
    }
  }
}
