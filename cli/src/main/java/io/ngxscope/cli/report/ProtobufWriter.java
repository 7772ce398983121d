package io.ngxscope.cli.report;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A protocol-buffer message in memory, written field by field; see
 * https://protobuf.dev/programming-guides/encoding/. What is 0 or empty is left out, as it means
 * the same.
 */
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private byte[] bytes = new byte[256];
  private int size;

  ProtobufWriter number(int field, long value) {
    if (value != 0) {
      varint((long) field << 3 | VARINT);
      varint(value);
    }
    return this;
  }

  /** A number of eight bytes. */
  ProtobufWriter fixed(int field, long value) {
    if (value != 0) {
      varint((long) field << 3 | FIXED64);
      reserve(Long.BYTES);
      for (int i = 0; i < Long.BYTES; i++) {
        bytes[size++] = (byte) (value >>> (8 * i));
      }
    }
    return this;
  }

  /** A text, even an empty one: it has a place in a table. */
  ProtobufWriter text(int field, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return block(field, utf8, utf8.length);
  }

  ProtobufWriter message(int field, ProtobufWriter message) {
    return block(field, message.bytes, message.size);
  }

  private ProtobufWriter block(int field, byte[] content, int length) {
    varint((long) field << 3 | BYTES);
    varint(length);
    reserve(length);
    System.arraycopy(content, 0, bytes, size, length);
    size += length;
    return this;
  }

  /** One number of a packed field, or of a stream without fields. */
  void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }

  ProtobufWriter clear() {
    size = 0;
    return this;
  }

  void writeTo(java.io.OutputStream out) throws java.io.IOException {
    out.write(bytes, 0, size);
  }
}
