package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.model.HeapRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables by shape: what a programmer would call "the same kind of record". Small tables have one
 * shape if they have the same string keys; large ones are told apart by the powers of two that
 * their parts are sized in.
 */
final class Shapes {
  /** Tables with more slots hold data under their keys, not fields. */
  private static final int MAX_FIELD_SLOTS = 32;

  private static final int MAX_SHAPES = 200_000;
  private static final int MAX_NAMES = 8;
  private static final int EXACT_ELEMENTS = 8;

  private final HeapCopy.Reader heap;
  private final LongTally tally = new LongTally(MAX_SHAPES);
  private final Map<Long, Long> example = new HashMap<>();

  Shapes(HeapCopy.Reader heap) {
    this.heap = heap;
  }

  /** Counts a table. */
  void add(long table, long bytes) {
    long shape = shape(table);
    if (tally.add(shape, bytes)) {
      example.put(shape, table);
    }
  }

  private long shape(long table) {
    long shape = elementsClass(heap.i32(table + HeapLayout.TAB_ASIZE)) + 1L;
    int mask = heap.i32(table + HeapLayout.TAB_HMASK);
    shape = shape * 64 + (mask == 0 ? 0 : Integer.bitCount(mask));
    if (mask > 0 && mask < MAX_FIELD_SLOTS) {
      long nodes = heap.u64(table + HeapLayout.TAB_NODE);
      long keys = 0;
      for (int i = 0; i <= mask; i++) {
        long node = nodes + (long) i * HeapLayout.NODE_BYTES;
        long key = heap.u64(node + HeapLayout.NODE_KEY);
        if (!HeapLayout.isNil(heap.u64(node)) && HeapLayout.type(key) == HeapLayout.STRING) {
          keys += mix(key); // the order in the hash part means nothing
        }
      }
      shape ^= keys;
    }
    return shape == 0 ? 1 : shape;
  }

  private static int elementsClass(int size) {
    return size <= EXACT_ELEMENTS ? size : 64 + Integer.numberOfLeadingZeros(size);
  }

  private static long mix(long value) {
    long x = (value ^ value >>> 31) * 0xbf58_476d_1ce4_e5b9L;
    return (x ^ x >>> 29) * 0x94d0_49bb_1331_11ebL;
  }

  /** The shapes that take most. */
  List<HeapRow> largest(int count) {
    List<HeapRow> rows = new ArrayList<>();
    tally.largest(
        count,
        (shape, objects, bytes) ->
            rows.add(new HeapRow(words(example.getOrDefault(shape, 0L)), objects, bytes)));
    return rows;
  }

  private String words(long table) {
    List<String> parts = new ArrayList<>();
    int elements = heap.i32(table + HeapLayout.TAB_ASIZE);
    if (elements > EXACT_ELEMENTS) {
      int low = Integer.highestOneBit(elements);
      parts.add("array of " + low + " to " + (2L * low - 1));
    } else if (elements > 0) {
      parts.add("array of " + elements);
    }
    int mask = heap.i32(table + HeapLayout.TAB_HMASK);
    if (mask > 0) {
      parts.add(mask < MAX_FIELD_SLOTS ? fields(table, mask) : "hash of " + (mask + 1L));
    }
    return parts.isEmpty() ? "{}" : "{" + String.join("; ", parts) + "}";
  }

  private String fields(long table, int mask) {
    List<String> names = new ArrayList<>();
    int others = 0;
    long nodes = heap.u64(table + HeapLayout.TAB_NODE);
    for (int i = 0; i <= mask; i++) {
      long node = nodes + (long) i * HeapLayout.NODE_BYTES;
      long key = heap.u64(node + HeapLayout.NODE_KEY);
      if (!HeapLayout.isNil(heap.u64(node))) {
        if (HeapLayout.type(key) == HeapLayout.STRING) {
          names.add(HeapText.read(heap, HeapLayout.pointer(key), 40));
        } else {
          others++;
        }
      }
    }
    Collections.sort(names);
    if (names.isEmpty()) {
      return others == 0 ? "hash of " + (mask + 1) + ", empty" : "hash of " + (mask + 1);
    }
    String shown = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
    return names.size() > MAX_NAMES ? shown + ", " + (names.size() - MAX_NAMES) + " more" : shown;
  }
}
