package io.ngxscope.agent.heap;

/**
 * A set of objects, numbered from 0 in the order of their addresses. One bit for each unit of the
 * copy says whether an object begins there, and a count for each 64 of them turns that into its
 * number: no search, 3 bits a unit.
 */
final class ObjectIndex {
  private final int unitCount;
  private final long[] bits;
  private int[] ranks = new int[0];
  private int[] units = new int[0];
  private int count;

  /**
   * An empty set.
   *
   * @param unitCount units of the copy
   */
  ObjectIndex(int unitCount) {
    this.unitCount = unitCount;
    this.bits = new long[(unitCount >>> 6) + 1];
  }

  /** Adds an object; false if it is there already. */
  boolean add(int unit) {
    long bit = 1L << (unit & 63);
    if ((bits[unit >>> 6] & bit) != 0) {
      return false;
    }
    bits[unit >>> 6] |= bit;
    count++;
    return true;
  }

  /**
   * Adds all objects of another set. A torn copy can have the same one in both.
   *
   * @param other of the same copy
   */
  void addAll(ObjectIndex other) {
    for (int i = 0; i < bits.length; i++) {
      count += Long.bitCount(other.bits[i] & ~bits[i]);
      bits[i] |= other.bits[i];
    }
  }

  /** Takes an object away. */
  void remove(int unit) {
    bits[unit >>> 6] &= ~(1L << (unit & 63));
    count--;
  }

  /** Units of the copy. */
  int units() {
    return unitCount;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Numbers the objects; nothing can be added any more. */
  void seal() {
    ranks = new int[bits.length];
    units = new int[count];
    int rank = 0;
    for (int word = 0; word < bits.length; word++) {
      ranks[word] = rank;
      for (long left = bits[word]; left != 0; left &= left - 1) {
        units[rank++] = (word << 6) + Long.numberOfTrailingZeros(left);
      }
    }
  }

  /** The number of the object at a unit, or -1; only once sealed. */
  int number(int unit) {
    int word = unit >>> 6;
    long bit = 1L << (unit & 63);
    return (bits[word] & bit) == 0 ? -1 : ranks[word] + Long.bitCount(bits[word] & (bit - 1));
  }

  /** The unit of an object; only once sealed. */
  int unit(int number) {
    return units[number];
  }
}
