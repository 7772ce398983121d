package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One piece of memory laid out by hand as {@code lj_obj.h} says. */
final class Heap implements RemoteMemory {
  static final long BASE = 0x7f00_0000_0000L;

  private final byte[] bytes;
  private final ByteBuffer words;

  Heap(int size) {
    bytes = new byte[size];
    words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  Heap put(long address, long word) {
    words.putLong((int) (address - BASE), word);
    return this;
  }

  Heap putByte(long address, int value) {
    bytes[(int) (address - BASE)] = (byte) value;
    return this;
  }

  Heap putInt(long address, int value) {
    words.putInt((int) (address - BASE), value);
    return this;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public int read(long address, byte[] destination, int length) {
    long at = address - BASE;
    if (at < 0 || at >= bytes.length) {
      return 0;
    }
    int got = (int) Math.min(length, bytes.length - at);
    System.arraycopy(bytes, (int) at, destination, 0, got);
    return got;
  }
}
