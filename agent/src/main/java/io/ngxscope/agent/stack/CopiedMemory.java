package io.ngxscope.agent.stack;

import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.unwind.StackMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A copied C stack as memory that can be read, in whole words.
 *
 * @param stack the copy
 */
record CopiedMemory(StackMemory stack) implements RemoteMemory {
  @Override
  public int read(long address, byte[] destination, int length) {
    ByteBuffer bytes = ByteBuffer.wrap(destination).order(ByteOrder.LITTLE_ENDIAN);
    int got = 0;
    while (got + Long.BYTES <= length && stack.has(address + got)) {
      bytes.putLong(got, stack.word(address + got));
      got += Long.BYTES;
    }
    return got;
  }
}
