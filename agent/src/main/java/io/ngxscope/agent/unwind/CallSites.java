package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.ElfFile;
import java.nio.ByteBuffer;

/**
 * Whether the instruction before an address is a call: what is no address behind a call is no
 * return address.
 */
final class CallSites {
  /** Longest call: a prefix, the operation, its operand with index and 32-bit displacement. */
  private static final int MAX_LENGTH = 8;

  private static final int NEAR_CALL = 0xe8;
  private static final int NEAR_CALL_LENGTH = 5;
  private static final int GROUP_5 = 0xff;
  private static final int CALL_IN_GROUP_5 = 2;

  private CallSites() {}

  /** Decodes backwards from an address of the object. */
  static boolean isBehindCall(ElfFile elf, long address) {
    for (int length = 2; length < MAX_LENGTH; length++) {
      ByteBuffer b = elf.bytesAt(address - length, length);
      if (b.remaining() < length) {
        return false;
      }
      if (length == NEAR_CALL_LENGTH
          && (b.get(0) & 0xff) == NEAR_CALL
          && elf.isExecutable(address + b.getInt(1))) {
        return true;
      }
      if ((b.get(0) & 0xff) == GROUP_5 && indirectLength(b) == length) {
        return true;
      }
    }
    return false;
  }

  /** Length of an indirect call (Intel SDM volume 2, table 2-2), or 0 if it is none. */
  private static int indirectLength(ByteBuffer b) {
    int modrm = b.get(1) & 0xff;
    if ((modrm >> 3 & 7) != CALL_IN_GROUP_5) {
      return 0;
    }
    int mode = modrm >> 6;
    int base = modrm & 7;
    if (mode == 3) {
      return 2;
    }
    boolean index = base == 4;
    if (index && b.remaining() < 3) {
      return 0;
    }
    int length = index ? 3 : 2;
    boolean noBase = mode == 0 && (index ? (b.get(2) & 7) == 5 : base == 5);
    return length + (noBase || mode == 2 ? 4 : mode);
  }
}
