package io.ngxscope.agent.os;

import java.util.HashMap;
import java.util.Map;

/**
 * Memory that is read in blocks and remembered: for many small reads of what does not change, or
 * where one that is as old as the first read of its block will do. Not thread-safe.
 */
public final class CachedMemory implements RemoteMemory {
  private static final int BLOCK = 1 << 14;

  /** Together 128 MiB. */
  private static final int MAX_BLOCKS = 1 << 13;

  private final RemoteMemory memory;
  private final Map<Long, Block> blocks = new HashMap<>();

  private static final class Block {
    final byte[] bytes = new byte[BLOCK];
    final int length;

    Block(RemoteMemory memory, long start) {
      length = Math.max(0, memory.read(start, bytes, BLOCK));
    }
  }

  /** Remembers nothing yet. */
  public CachedMemory(RemoteMemory memory) {
    this.memory = memory;
  }

  @Override
  public int read(long address, byte[] destination, int length) {
    int done = 0;
    while (done < length) {
      long at = address + done;
      int offset = (int) (at & (BLOCK - 1));
      Block block = block(at - offset);
      int here = Math.min(length - done, BLOCK - offset);
      int there = Math.min(here, block.length - offset);
      if (there <= 0) {
        // Nothing of a block can be read at once if its first page is not there.
        return done == 0 ? memory.read(address, destination, length) : done;
      }
      System.arraycopy(block.bytes, offset, destination, done, there);
      done += there;
      if (there < here) {
        return done;
      }
    }
    return done;
  }

  private Block block(long start) {
    Block known = blocks.get(start);
    if (known != null) {
      return known;
    }
    if (blocks.size() >= MAX_BLOCKS) {
      blocks.clear();
    }
    Block read = new Block(memory, start);
    blocks.put(start, read);
    return read;
  }
}
