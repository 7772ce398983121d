package io.ngxscope.agent.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory of another process, or of a copy of one. Everything read through it is hostile and may
 * change between two reads; every method reports what it could not read instead of throwing.
 */
public interface RemoteMemory {
  /**
   * Reads bytes.
   *
   * @param address where to begin, a virtual address of the target
   * @param destination filled from its start
   * @param length how many bytes, 0 to {@code destination.length}
   * @return how many bytes were read from the start on, 0 to {@code length}
   */
  int read(long address, byte[] destination, int length);

  /**
   * Reads exactly so many bytes.
   *
   * @return a little-endian buffer over them, or one with no bytes remaining if not all could be
   *     read
   */
  default ByteBuffer read(long address, int length) {
    byte[] bytes = new byte[length];
    int got = read(address, bytes, length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.limit(got == length ? length : 0);
    return buffer;
  }

  /** Reads a 64-bit word; 0 if it cannot be read. */
  default long readLong(long address) {
    ByteBuffer b = read(address, Long.BYTES);
    return b.hasRemaining() ? b.getLong() : 0;
  }

  /** Reads a 32-bit word; 0 if it cannot be read. */
  default int readInt(long address) {
    ByteBuffer b = read(address, Integer.BYTES);
    return b.hasRemaining() ? b.getInt() : 0;
  }

  /**
   * Reads several 64-bit words, in one system call where the implementation can.
   *
   * @param addresses where each lies
   * @param values receives them; as long as {@code addresses}
   * @return true if all could be read
   */
  default boolean readLongs(long[] addresses, long[] values) {
    for (int i = 0; i < addresses.length; i++) {
      ByteBuffer b = read(addresses[i], Long.BYTES);
      if (!b.hasRemaining()) {
        return false;
      }
      values[i] = b.getLong();
    }
    return true;
  }
}
