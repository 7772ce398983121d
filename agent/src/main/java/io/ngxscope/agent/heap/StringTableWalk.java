package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Follows every chain of a copied string table, and keeps what is worth a second look. Chains that
 * the VM changed while they were copied are followed as far as they make sense, and counted.
 */
final class StringTableWalk {
  /** Longer chains are counted as being this long in the histogram. */
  static final int MAX_COUNTED = 4096;

  private static final int LENGTHS = 32;

  private final HeapCopy copy;
  private final HeapCopy.Reader heap;
  private final HeapRoots roots;
  private final int keep;
  private final PriorityQueue<Chain> longest =
      new PriorityQueue<>(Comparator.comparingInt(Chain::length));
  private final PriorityQueue<Text> largest =
      new PriorityQueue<>(Comparator.comparingInt(Text::length));
  private final IntStack large = new IntStack();
  private final long[] chains = new long[MAX_COUNTED + 1];
  private final long[] countByLength = new long[LENGTHS + 1];
  private final long[] bytesByLength = new long[LENGTHS + 1];
  private long strings;
  private long bytes;
  private long dense;
  private long denseSlots;
  private long usedSlots;
  private long torn;
  private int maxChain;

  /** A chain that was kept. */
  record Chain(long slot, int length) {}

  /** A string that was kept. */
  record Text(long string, int length) {}

  /**
   * Readies a walk.
   *
   * @param keep of the longest chains and largest strings
   */
  StringTableWalk(HeapCopy copy, HeapRoots roots, int keep) {
    this.copy = copy;
    this.heap = copy.reader();
    this.roots = roots;
    this.keep = keep;
  }

  /**
   * Walks.
   *
   * @param largeBytes strings at least so long are kept, see {@link #large}
   */
  void run(int largeBytes) {
    // More strings than bytes were copied for cannot be: the bound of a chain that bites its tail.
    long budget = copy.units() / (HeapLayout.STRING_DATA / Long.BYTES);
    for (long slot = 0; slot <= Integer.toUnsignedLong(roots.stringMask()); slot++) {
      long head = heap.u64(roots.strings() + slot * Long.BYTES);
      denseSlots += head & 1;
      long at = head & HeapLayout.CHAIN_MASK;
      int length = 0;
      while (at != 0) {
        if (heap.u8(at + HeapLayout.GCT) != HeapLayout.STRING
            || strings >= budget
            || !add(at, largeBytes)) {
          torn++;
          break;
        }
        length++;
        at = heap.u64(at);
      }
      end(slot, length);
    }
  }

  private boolean add(long string, int largeBytes) {
    int length = heap.i32(string + HeapLayout.STRING_LENGTH);
    if (length <= 0 || heap.unit(string) == 0) {
      return false;
    }
    long size = HeapLayout.stringBytes(length);
    strings++;
    bytes += size;
    dense += heap.u8(string + HeapLayout.STRING_HASHALG) == 0 ? 0 : 1;
    int lengthClass = LENGTHS - Integer.numberOfLeadingZeros(length);
    countByLength[lengthClass]++;
    bytesByLength[lengthClass] += size;
    keep(largest, new Text(string, length));
    if (length >= largeBytes) {
      large.push(heap.unit(string));
    }
    return true;
  }

  private void end(long slot, int length) {
    if (length > 0) {
      usedSlots++;
      chains[Math.min(length, MAX_COUNTED)]++;
      maxChain = Math.max(maxChain, length);
      keep(longest, new Chain(slot, length));
    }
  }

  private <T> void keep(PriorityQueue<T> queue, T item) {
    queue.add(item);
    if (queue.size() > keep) {
      queue.poll();
    }
  }

  PriorityQueue<Chain> longest() {
    return longest;
  }

  PriorityQueue<Text> largest() {
    return largest;
  }

  /** Units of large strings. */
  IntStack large() {
    return large;
  }

  /** Chains of a length, up to {@link #MAX_COUNTED}. */
  long chains(int length) {
    return chains[length];
  }

  /** Strings whose length has so many bits. */
  long count(int bits) {
    return countByLength[bits];
  }

  /** Bytes of these. */
  long bytes(int bits) {
    return bytesByLength[bits];
  }

  long strings() {
    return strings;
  }

  long bytes() {
    return bytes;
  }

  long dense() {
    return dense;
  }

  long denseSlots() {
    return denseSlots;
  }

  long usedSlots() {
    return usedSlots;
  }

  long torn() {
    return torn;
  }

  int maxChain() {
    return maxChain;
  }
}
