package io.ngxscope.agent.heap;

import java.util.Arrays;

/**
 * Objects and bytes summed by a key of 64 bits, for millions of objects. Keys beyond the limit are
 * summed together: nothing is lost but the distinction.
 */
final class LongTally {
  private final int limit;
  private long[] keys = new long[1 << 8];
  private long[] objects = new long[1 << 8];
  private long[] bytes = new long[1 << 8];
  private int size;
  private long otherObjects;
  private long otherBytes;

  LongTally(int limit) {
    this.limit = limit;
  }

  /** Takes each sum. */
  interface Sink {
    void sum(long key, long objects, long bytes);
  }

  /** Adds an object; true if its key is new. */
  boolean add(long key, long size) {
    return add(key, 1, size);
  }

  /** Adds objects; true if their key is new. */
  boolean add(long key, long count, long size) {
    long wanted = key == 0 ? Long.MIN_VALUE : key; // 0 marks an empty slot
    int slot = slot(keys, wanted);
    boolean fresh = keys[slot] == 0;
    if (fresh && this.size >= limit) {
      otherObjects += count;
      otherBytes += size;
      return false;
    }
    if (fresh) {
      keys[slot] = wanted;
      this.size++;
    }
    objects[slot] += count;
    bytes[slot] += size;
    if (fresh && this.size * 2 > keys.length) {
      grow();
    }
    return fresh;
  }

  private static int slot(long[] keys, long key) {
    long mixed = key * 0x9e37_79b9_7f4a_7c15L;
    int slot = (int) (mixed >>> 32) & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] newKeys = new long[keys.length * 2];
    long[] newObjects = new long[newKeys.length];
    long[] newBytes = new long[newKeys.length];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        int slot = slot(newKeys, keys[i]);
        newKeys[slot] = keys[i];
        newObjects[slot] = objects[i];
        newBytes[slot] = bytes[i];
      }
    }
    keys = newKeys;
    objects = newObjects;
    bytes = newBytes;
  }

  /** Gives the largest sums, most bytes first. */
  void largest(int count, Sink sink) {
    Integer[] order =
        java.util.stream.IntStream.range(0, keys.length)
            .filter(i -> keys[i] != 0)
            .boxed()
            .toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Long.compare(bytes[b], bytes[a]));
    for (int i = 0; i < Math.min(count, order.length); i++) {
      int at = order[i];
      sink.sum(keys[at] == Long.MIN_VALUE ? 0 : keys[at], objects[at], bytes[at]);
    }
  }

  /** How many keys are told apart. */
  int size() {
    return size;
  }

  /** Objects whose key is not told apart. */
  long otherObjects() {
    return otherObjects;
  }

  /** Bytes of these. */
  long otherBytes() {
    return otherBytes;
  }
}
