package io.ngxscope.cli.report;

import java.io.IOException;
import java.io.OutputStream;

/** Numbers as bytes of seven bits each, the low ones first; small numbers take one byte. */
final class Varints {
  private static final int LONGEST = 10;
  private final OutputStream out;
  private final byte[] buffer = new byte[1 << 14];
  private int size;

  Varints(OutputStream out) {
    this.out = out;
  }

  /** A number that is not negative. */
  void write(long value) throws IOException {
    if (size > buffer.length - LONGEST) {
      flush();
    }
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  /** Any number: doubled, the negative ones between the others. */
  void writeSigned(long value) throws IOException {
    write(value << 1 ^ value >> 63);
  }

  void flush() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }
}
