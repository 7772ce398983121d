package io.ngxscope.agent.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a file with every access checked; offsets are file offsets. */
final class ElfImage {
  /** Longer names exist in no C program; the bound keeps hostile tables cheap. */
  static final int MAX_NAME = 4096;

  private final ByteBuffer bytes;

  ElfImage(ByteBuffer source) {
    this.bytes = source.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int size() {
    return bytes.limit();
  }

  /** Fails unless the whole range lies in the file; returns its start as an index. */
  int check(long offset, long length, String what) throws ElfFormatException {
    if (offset < 0 || length < 0 || offset > size() || length > size() - offset) {
      throw new ElfFormatException(
          what + " at offset " + offset + " with " + length + " bytes is not inside the file");
    }
    return (int) offset;
  }

  int u8(long offset) throws ElfFormatException {
    return bytes.get(check(offset, 1, "a byte")) & 0xff;
  }

  int u16(long offset) throws ElfFormatException {
    return bytes.getShort(check(offset, 2, "a half word")) & 0xffff;
  }

  int i32(long offset) throws ElfFormatException {
    return bytes.getInt(check(offset, 4, "a word"));
  }

  long u32(long offset) throws ElfFormatException {
    return i32(offset) & 0xffffffffL;
  }

  long i64(long offset) throws ElfFormatException {
    return bytes.getLong(check(offset, 8, "a long word"));
  }

  /** A byte of a range that was checked before. */
  int checkedByte(long offset) {
    return bytes.get((int) offset) & 0xff;
  }

  /** A long word of a range that was checked before. */
  long checkedLong(long offset) {
    return bytes.getLong((int) offset);
  }

  /** A zero-terminated text that ends before {@code limit}, or an empty one if there is none. */
  String text(long offset, long limit) {
    int start = (int) Math.min(Math.max(offset, 0), size());
    int end = textEnd(start, limit);
    if (end < 0) {
      return "";
    }
    byte[] copy = new byte[end - start];
    bytes.get(start, copy);
    return new String(copy, StandardCharsets.UTF_8);
  }

  /** Whether the zero-terminated text at an offset is exactly these bytes. */
  boolean textEquals(long offset, long limit, byte[] name) {
    long last = Math.min(limit, size());
    if (offset < 0 || offset + name.length >= last) {
      return false;
    }
    int start = (int) offset;
    for (int i = 0; i < name.length; i++) {
      if (bytes.get(start + i) != name[i]) {
        return false;
      }
    }
    return bytes.get(start + name.length) == 0;
  }

  private int textEnd(int start, long limit) {
    long last = Math.min(Math.min(limit, size()), (long) start + MAX_NAME);
    for (int i = start; i < last; i++) {
      if (bytes.get(i) == 0) {
        return i;
      }
    }
    return -1;
  }

  /** A read-only view of a range that was checked before. */
  ByteBuffer view(long offset, long length) throws ElfFormatException {
    int start = check(offset, length, "a range");
    return bytes.slice(start, (int) length).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
