package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.model.StringTable.Alike;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds large strings of one length that are almost equal: each is held against the first of every
 * group of its length, and belongs to it if what differs lies within a part of it.
 */
final class AlikeStrings {
  /** From the first to the last byte that differs, at most one part in so many. */
  private static final int MAX_DIFFERING_PART = 8;

  /** Groups of one length; strings that are not alike are soon more than can be compared. */
  private static final int MAX_GROUPS = 16;

  /** Comparing ends here, in bytes: some tenths of a second. */
  private static final long MAX_COMPARED = 1L << 30;

  private static final int MIN_STRINGS = 3;

  private final HeapCopy.Reader heap;
  private final StringText texts;
  private final Map<Integer, List<Group>> groups = new LinkedHashMap<>();
  private long compared;

  AlikeStrings(HeapCopy.Reader heap, StringText texts) {
    this.heap = heap;
    this.texts = texts;
  }

  private static final class Group {
    private final StringBytes example;
    private final Map<Integer, Long> hashes = new HashMap<>();
    private long strings = 1;
    private long first = Long.MAX_VALUE;
    private long last;

    Group(StringBytes example) {
      this.example = example;
    }

    void hash(int hash) {
      hashes.merge(hash, 1L, Long::sum);
    }
  }

  /** Adds a large string. */
  void add(long string) {
    int length = heap.i32(string + HeapLayout.STRING_LENGTH);
    int hash = heap.i32(string + HeapLayout.STRING_HASH);
    StringBytes bytes = new StringBytes(heap, string, length);
    List<Group> same = groups.computeIfAbsent(length, l -> new ArrayList<>());
    for (Group group : same) {
      if (belongs(bytes, group)) {
        group.strings++;
        group.hash(hash);
        return;
      }
    }
    if (same.size() < MAX_GROUPS) {
      Group group = new Group(bytes);
      group.hash(hash);
      same.add(group);
    }
  }

  private boolean belongs(StringBytes bytes, Group group) {
    if (compared > MAX_COMPARED) {
      return false;
    }
    long first = bytes.commonPrefix(group.example);
    long last = bytes.lastDifference(group.example, first);
    compared += first + bytes.length() - last;
    if (last - first >= bytes.length() / MAX_DIFFERING_PART) {
      return false;
    }
    group.first = Math.min(group.first, first);
    group.last = Math.max(group.last, last);
    return true;
  }

  /** The groups that take most memory. */
  List<Alike> largest(int count) {
    return groups.values().stream()
        .flatMap(List::stream)
        .filter(g -> g.strings >= MIN_STRINGS)
        .map(this::alike)
        .sorted(Comparator.comparingLong(Alike::bytes).reversed())
        .limit(count)
        .toList();
  }

  private Alike alike(Group g) {
    long same = g.hashes.values().stream().mapToLong(Long::longValue).max().orElse(0);
    StringBytes e = g.example;
    return new Alike(
        e.length(), g.strings, g.first, g.last, same, texts.of(e.string(), e.length()));
  }
}
