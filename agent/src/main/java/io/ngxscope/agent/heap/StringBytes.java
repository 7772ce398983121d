package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;

/** The contents of a string in a copied heap, compared without being copied once more. */
record StringBytes(HeapCopy.Reader heap, long string, int length) {

  /** Eight bytes from a place on; those behind the end are zero. */
  long word(int at) {
    long word = heap.u64(string + HeapLayout.STRING_DATA + at);
    int left = length - at;
    return left >= Long.BYTES ? word : left <= 0 ? 0 : word & (-1L >>> (Long.SIZE - 8 * left));
  }

  /** How many bytes are equal from the beginning on; both have the same length. */
  long commonPrefix(StringBytes other) {
    for (int at = 0; at < length; at += Long.BYTES) {
      long different = word(at) ^ other.word(at);
      if (different != 0) {
        return at + Long.numberOfTrailingZeros(different) / 8L;
      }
    }
    return length;
  }

  /** The last byte in which they differ, searched down to a place before which they do not. */
  long lastDifference(StringBytes other, long first) {
    for (int at = (length - 1) & -Long.BYTES;
        at >= 0 && at + Long.BYTES > first;
        at -= Long.BYTES) {
      long different = word(at) ^ other.word(at);
      if (different != 0) {
        return at + (Long.SIZE - 1L - Long.numberOfLeadingZeros(different)) / 8;
      }
    }
    return first;
  }
}
