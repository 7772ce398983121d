package io.ngxscope.agent.stack;

import io.ngxscope.agent.unwind.StackMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A piece of a C stack as it was copied. */
public final class NativeBytes {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long address;
  private final byte[] bytes;
  private final int length;

  /**
   * Takes a copy; the bytes are not copied again.
   *
   * @param address of the first byte
   * @param length how many of the bytes could be read
   */
  NativeBytes(long address, byte[] bytes, int length) {
    this.address = address;
    this.bytes = bytes;
    this.length = length;
  }

  boolean has(long at) {
    return at >= address && at - address <= length - Long.BYTES;
  }

  long word(long at) {
    return (long) WORD.get(bytes, (int) (at - address));
  }

  /** The lowest address: the stack pointer. */
  long address() {
    return address;
  }

  /** How many bytes were read. */
  int length() {
    return length;
  }

  StackMemory memory() {
    return StackMemory.of(address, bytes, length);
  }
}
