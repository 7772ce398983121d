package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
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

  private final RemoteMemory live;
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
   * @param live the memory of the process, for what the copy does not have
   * @param keep of the longest chains and largest strings
   */
  StringTableWalk(HeapCopy copy, HeapRoots roots, RemoteMemory live, int keep) {
    this.live = live;
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
        boolean known = heap.unit(at) != 0 ? add(at, largeBytes) : addLive(at);
        if (!known || strings >= budget) {
          torn++;
          break;
        }
        length++;
        at = next(at);
      }
      end(slot, length);
    }
  }

  /** The string behind one; 0 at the end, or where that cannot be known any more. */
  long next(long string) {
    if (heap.has(string, HeapLayout.STRING_DATA)) {
      return heap.u64(string);
    }
    ByteBuffer header = live.read(string, HeapLayout.STRING_DATA);
    boolean is = header.hasRemaining() && header.get(HeapLayout.GCT) == HeapLayout.STRING;
    return is ? header.getLong(0) : 0;
  }

  /** Made during the copy, in memory that the process did not have before: it is asked directly. */
  private boolean addLive(long string) {
    ByteBuffer header =
        HeapLayout.plausible(string)
            ? live.read(string, HeapLayout.STRING_DATA)
            : ByteBuffer.allocate(0);
    if (!header.hasRemaining() || header.get(HeapLayout.GCT) != HeapLayout.STRING) {
      return false;
    }
    int length = header.getInt(HeapLayout.STRING_LENGTH);
    if (length > 0) {
      dense += header.get(HeapLayout.STRING_HASHALG) == 0 ? 0 : 1;
      tally(length);
    }
    return length > 0;
  }

  private void tally(int length) {
    long size = HeapLayout.stringBytes(length);
    strings++;
    bytes += size;
    int lengthClass = LENGTHS - Integer.numberOfLeadingZeros(length);
    countByLength[lengthClass]++;
    bytesByLength[lengthClass] += size;
  }

  private boolean add(long string, int largeBytes) {
    int length = heap.i32(string + HeapLayout.STRING_LENGTH);
    if (length <= 0 || heap.u8(string + HeapLayout.GCT) != HeapLayout.STRING) {
      return false;
    }
    tally(length);
    dense += heap.u8(string + HeapLayout.STRING_HASHALG) == 0 ? 0 : 1;
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
