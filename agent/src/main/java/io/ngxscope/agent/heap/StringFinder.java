package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;

/**
 * Finds the strings of a part of the string table. Neighbours in the table lie anywhere in memory:
 * some chains are followed side by side, so that the processor need not wait for one line of memory
 * after the other. For one thread.
 */
final class StringFinder {
  private static final int SIDE_BY_SIDE = 64;

  private final HeapCopy.Reader heap;
  private final HeapRoots roots;
  private final Sightings sightings;
  private final ObjectIndex found;
  private final long copied;
  private final long[] at = new long[SIDE_BY_SIDE];
  private final long[] next = new long[SIDE_BY_SIDE];
  private long torn;
  private long bytes;

  StringFinder(HeapCopy copy, HeapRoots roots, Sightings sightings) {
    this.heap = copy.reader();
    this.roots = roots;
    this.sightings = sightings;
    this.found = new ObjectIndex(copy.units());
    this.copied = copy.bytes();
  }

  /** The strings. */
  ObjectIndex found() {
    return found;
  }

  /** Chains that led nowhere. */
  long torn() {
    return torn;
  }

  /** Bytes of all strings found. */
  long bytes() {
    return bytes;
  }

  /** Finds those of some slots. */
  void find(long fromSlot, long toSlot) {
    for (long slot = fromSlot; slot < toSlot; slot += SIDE_BY_SIDE) {
      int chains = 0;
      for (long i = slot; i < Math.min(toSlot, slot + SIDE_BY_SIDE); i++) {
        long head = heap.u64(roots.strings() + i * Long.BYTES) & HeapLayout.CHAIN_MASK;
        if (head != 0) {
          at[chains++] = head;
        }
      }
      while (chains > 0) {
        chains = step(chains);
      }
    }
  }

  /** One string of each chain; gives how many chains go on. */
  private int step(int chains) {
    for (int i = 0; i < chains; i++) {
      next[i] = heap.u64(at[i]);
    }
    int left = 0;
    for (int i = 0; i < chains; i++) {
      if (!add(at[i])) {
        torn++;
      } else if (next[i] != 0) {
        at[left++] = next[i];
      }
    }
    return left;
  }

  private boolean add(long string) {
    int unit = heap.unit(string);
    if (unit == 0 || heap.u8(string + HeapLayout.GCT) != HeapLayout.STRING || !found.add(unit)) {
      return false;
    }
    long size = HeapLayout.stringBytes(heap.i32(string + HeapLayout.STRING_LENGTH));
    if (bytes + size > copied) {
      found.remove(unit);
      return false;
    }
    bytes += size;
    sightings.string(string, heap.i32(string + HeapLayout.STRING_SID));
    return true;
  }
}
