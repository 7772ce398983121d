package io.ngxscope.agent.foreign;

import java.nio.charset.StandardCharsets;

/**
 * Walks over the fields of one protocol-buffer message in memory; see
 * https://protobuf.dev/programming-guides/encoding/. Every length is checked against the message.
 */
final class Protobuf {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private final byte[] bytes;
  private final int limit;
  private int at;
  private int field;
  private int wireType;
  private long value;
  private int from;
  private int to;

  Protobuf(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.limit = to;
  }

  /** Goes to the next field; false at the end. */
  boolean next() throws Malformed {
    if (at == limit) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) tag & 7;
    if (field <= 0 || tag >>> 3 > 1 << 29) {
      throw new Malformed("a field has the number " + (tag >>> 3));
    }
    switch (wireType) {
      case VARINT -> value = varint();
      case FIXED64 -> skip(8);
      case FIXED32 -> skip(4);
      case BYTES -> {
        long length = varint();
        if (length < 0 || length > limit - at) {
          throw new Malformed("a field is longer than its message");
        }
        from = at;
        at += (int) length;
        to = at;
      }
      default -> throw new Malformed("a field has the type " + wireType);
    }
    return true;
  }

  int field() {
    return field;
  }

  /** The number of a field that holds one. */
  long number() throws Malformed {
    if (wireType != VARINT) {
      throw new Malformed("field " + field + " is no number");
    }
    return value;
  }

  /** The message within a field. */
  Protobuf message() throws Malformed {
    bytesOnly();
    return new Protobuf(bytes, from, to);
  }

  String text() throws Malformed {
    bytesOnly();
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private void bytesOnly() throws Malformed {
    if (wireType != BYTES) {
      throw new Malformed("field " + field + " holds no message");
    }
  }

  /** The numbers of a repeated field, packed or one of them. */
  long[] numbers() throws Malformed {
    if (wireType == VARINT) {
      return new long[] {value};
    }
    bytesOnly();
    long[] all = new long[to - from];
    int size = 0;
    Protobuf packed = new Protobuf(bytes, from, to);
    while (packed.at < packed.limit) {
      all[size++] = packed.varint();
    }
    return java.util.Arrays.copyOf(all, size);
  }

  private void skip(int length) throws Malformed {
    if (length > limit - at) {
      throw new Malformed("a field is longer than its message");
    }
    at += length;
  }

  private long varint() throws Malformed {
    long result = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == limit) {
        throw new Malformed("it breaks off within a number");
      }
      byte b = bytes[at++];
      result |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return result;
      }
    }
    throw new Malformed("a number is too long");
  }
}
