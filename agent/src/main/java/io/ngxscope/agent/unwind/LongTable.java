package io.ngxscope.agent.unwind;

import org.jspecify.annotations.Nullable;

/**
 * A map from addresses to objects without boxing: the inner loop of unwinding asks it once a frame.
 * Bounded: it forgets everything when it is full, since hostile stacks can ask for any address.
 */
final class LongTable<V> {
  private static final int FIRST_CAPACITY = 1 << 10;
  private static final int MAX_CAPACITY = 1 << 17;

  private long[] keys = new long[FIRST_CAPACITY];
  private @Nullable Object[] values = new Object[FIRST_CAPACITY];
  private int size;

  @SuppressWarnings("unchecked") // put() alone stores, and stores nothing but V
  @Nullable V get(long key) {
    int mask = keys.length - 1;
    for (int at = slot(key, mask); values[at] != null; at = (at + 1) & mask) {
      if (keys[at] == key) {
        return (V) values[at];
      }
    }
    return null;
  }

  void put(long key, V value) {
    if (size * 2 >= keys.length) {
      grow();
    }
    insert(key, value);
    size++;
  }

  private void insert(long key, @Nullable Object value) {
    int mask = keys.length - 1;
    int at = slot(key, mask);
    while (values[at] != null) {
      at = (at + 1) & mask;
    }
    keys[at] = key;
    values[at] = value;
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    boolean full = keys.length == MAX_CAPACITY;
    int capacity = full ? FIRST_CAPACITY : keys.length * 2;
    keys = new long[capacity];
    values = new Object[capacity];
    if (full) {
      size = 0;
      return;
    }
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        insert(oldKeys[i], oldValues[i]);
      }
    }
  }

  private static int slot(long key, int mask) {
    long mixed = key * 0x9e3779b97f4a7c15L; // Knuth's multiplicative hash, 2^64 / golden ratio
    return (int) (mixed >>> 40) & mask;
  }
}
