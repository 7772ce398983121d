package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.model.HeapRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Strings by length and by how they begin. What they say is a secret unless it is asked for. */
final class StringKinds {
  private static final int CLASSES = 32;
  private static final int PREFIX_BYTES = 8;
  private static final int MAX_PREFIXES = 100_000;

  private final HeapCopy.Reader heap;
  private final boolean withValues;
  private final long salt = System.nanoTime() | 1;
  private final long[] objects = new long[CLASSES];
  private final long[] bytes = new long[CLASSES];
  private final LongTally prefixes = new LongTally(MAX_PREFIXES);
  private final Map<Long, Long> example = new HashMap<>();

  /**
   * Readies counting.
   *
   * @param withValues whether prefixes are shown; else a number stands for each
   */
  StringKinds(HeapCopy.Reader heap, boolean withValues) {
    this.heap = heap;
    this.withValues = withValues;
  }

  /** Counts a string. */
  void add(long string, long size) {
    int length = heap.i32(string + HeapLayout.STRING_LENGTH);
    int lengthClass = length <= 8 ? 3 : CLASSES - Integer.numberOfLeadingZeros(length - 1);
    int at = Math.max(0, Math.min(lengthClass, CLASSES - 1));
    objects[at]++;
    bytes[at] += size;
    if (length >= PREFIX_BYTES) {
      long prefix = heap.u64(string + HeapLayout.STRING_DATA);
      if (prefixes.add(prefix, size)) {
        example.put(prefix, string);
      }
    }
  }

  /** By length, the shortest first. */
  List<HeapRow> byLength() {
    List<HeapRow> rows = new ArrayList<>();
    for (int i = 0; i < CLASSES; i++) {
      if (objects[i] > 0) {
        long high = 1L << i;
        String name = i <= 3 ? "0 to 8" : (high / 2 + 1) + " to " + high;
        rows.add(new HeapRow(name + " bytes", objects[i], bytes[i]));
      }
    }
    return rows;
  }

  /** By their first eight bytes, what takes most first. */
  List<HeapRow> byPrefix(int count) {
    List<HeapRow> rows = new ArrayList<>();
    prefixes.largest(
        count,
        (prefix, number, size) -> {
          if (number > 1) {
            rows.add(new HeapRow(words(prefix), number, size));
          }
        });
    return rows;
  }

  private String words(long prefix) {
    return withValues
        ? HeapText.read(heap, example.getOrDefault(prefix, 0L), PREFIX_BYTES) + "..."
        : "prefix #" + Names.hex((prefix ^ salt) * 0x9e37_79b9_7f4a_7c15L);
  }
}
