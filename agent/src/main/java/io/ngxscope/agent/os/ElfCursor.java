package io.ngxscope.agent.os;

import java.nio.ByteBuffer;

/**
 * Reads unwind tables byte by byte, and never behind their end. Positions are addresses in the
 * object's own address space, since the tables count from there. Not safe for several threads.
 */
public final class ElfCursor {
  private static final int ABSENT = 0xff;

  private final ByteBuffer bytes;
  private final long address;

  /**
   * Begins at the start of a piece of the object.
   *
   * @param bytes the piece, little-endian; only its first to last remaining byte is read
   * @param address where its first byte lies in the object's address space
   */
  public ElfCursor(ByteBuffer bytes, long address) {
    this.bytes = bytes.slice().order(java.nio.ByteOrder.LITTLE_ENDIAN);
    this.address = address;
  }

  /** Address of the next byte. */
  public long position() {
    return address + bytes.position();
  }

  /** Bytes that are left. */
  public int remaining() {
    return bytes.remaining();
  }

  /** Goes on a number of bytes. */
  public void skip(long count) throws ElfFormatException {
    need(count);
    bytes.position(bytes.position() + (int) count);
  }

  /** Takes a number of bytes out as a cursor of their own. */
  public ElfCursor part(long count) throws ElfFormatException {
    need(count);
    ElfCursor part = new ElfCursor(bytes.slice(bytes.position(), (int) count), position());
    skip(count);
    return part;
  }

  /** The next byte, 0 to 255. */
  public int u8() throws ElfFormatException {
    need(1);
    return bytes.get() & 0xff;
  }

  /** The next 16 bits, unsigned. */
  public int u16() throws ElfFormatException {
    need(2);
    return bytes.getShort() & 0xffff;
  }

  /** The next 32 bits, signed. */
  public int i32() throws ElfFormatException {
    need(4);
    return bytes.getInt();
  }

  /** The next 32 bits, unsigned. */
  public long u32() throws ElfFormatException {
    return i32() & 0xffffffffL;
  }

  /** The next 64 bits. */
  public long i64() throws ElfFormatException {
    need(8);
    return bytes.getLong();
  }

  /** The next variable-length unsigned number; bits above 64 are lost. */
  public long uleb() throws ElfFormatException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = u8();
      value |= shift < 64 ? (b & 0x7fL) << shift : 0;
      if (b < 0x80) {
        return value;
      }
    }
  }

  /** The next variable-length signed number; bits above 64 are lost. */
  public long sleb() throws ElfFormatException {
    long value = 0;
    for (int shift = 0; ; ) {
      int b = u8();
      value |= shift < 64 ? (b & 0x7fL) << shift : 0;
      shift += 7;
      if (b < 0x80) {
        return shift < 64 && (b & 0x40) != 0 ? value | -1L << shift : value;
      }
    }
  }

  /**
   * The next pointer in one of the encodings {@code DW_EH_PE_*} of the Linux Standard Base.
   *
   * @param encoding format in the low four bits, base in the next three; indirection is not
   *     followed
   * @param dataBase base of data-relative pointers
   * @return the address, or 0 if the encoding says that there is none
   */
  public long pointer(int encoding, long dataBase) throws ElfFormatException {
    if (encoding == ABSENT) {
      return 0;
    }
    long here = position();
    long value = number(encoding & 0x0f);
    return switch (encoding & 0x70) {
      case 0x00 -> value;
      case 0x10 -> value + here;
      case 0x30 -> value + dataBase;
      default -> throw new ElfFormatException("pointer encoding " + encoding);
    };
  }

  /** The next number in the format of a pointer encoding. */
  public long number(int format) throws ElfFormatException {
    return switch (format & 0x0f) {
      case 0x00, 0x04, 0x0c -> i64();
      case 0x01 -> uleb();
      case 0x02 -> u16();
      case 0x03 -> u32();
      case 0x09 -> sleb();
      case 0x0a -> (short) u16();
      case 0x0b -> i32();
      default -> throw new ElfFormatException("number format " + format);
    };
  }

  private void need(long count) throws ElfFormatException {
    if (count < 0 || count > bytes.remaining()) {
      throw new ElfFormatException("an unwind table ends too early");
    }
  }
}
