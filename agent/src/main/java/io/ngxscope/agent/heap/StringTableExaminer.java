package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.luajit.HeapLayoutCheck;
import io.ngxscope.agent.luajit.StringHash;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.StringTable;
import io.ngxscope.agent.model.StringTable.Chain;
import io.ngxscope.agent.model.StringTable.ChainCount;
import io.ngxscope.agent.model.StringTable.Hash;
import io.ngxscope.agent.model.StringTable.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the table of interned strings of a VM, in a copy of its heap. */
public final class StringTableExaminer {
  /** Strings from this length on are looked at for being alike, in bytes. */
  private static final int LARGE = 1024;

  private static final int MAX_LARGE = 200_000;
  private static final int MEMBERS = 8;

  /** Chains are followed so far for what their strings share. */
  private static final int FOLLOWED = 100_000;

  /** Strings whose hash is computed again. */
  private static final int REHASHED = 256;

  private static final int MAX_REHASHED_BYTES = 1 << 16;

  private final HeapTarget target;
  private final HeapOptions options;

  /**
   * Readies looking.
   *
   * @throws Unsupported if the heap is not laid out as known
   */
  public StringTableExaminer(HeapTarget target, HeapOptions options) {
    this.target = target;
    this.options = options;
    List<String> misfits = HeapLayoutCheck.failures(target.memory(), target.vm());
    if (!misfits.isEmpty()) {
      throw new Unsupported(
          "the heap of worker "
              + target.pid()
              + " is not laid out as this version knows it: "
              + String.join(", ", misfits),
          "shares of processor time can be had all the same: ngxscope profile");
    }
  }

  /** Copies the heap, while the worker runs, and looks at its strings. */
  public StringTable take() {
    try (Snapshotter.Copied copied = new Snapshotter(target, options).take()) {
      return new Analysis(copied).run();
    }
  }

  /** What is asked of one copy. */
  private final class Analysis {
    private final Snapshotter.Copied copied;
    private final HeapRoots roots;
    private final HeapCopy.Reader heap;
    private final StringText texts;

    Analysis(Snapshotter.Copied copied) {
      this.copied = copied;
      this.roots = copied.roots();
      this.heap = copied.memory().reader();
      this.texts = new StringText(heap, options.withValues());
    }

    StringTable run() {
      StringTableWalk walk =
          new StringTableWalk(copied.memory(), roots, target.memory(), options.top());
      walk.run(LARGE);
      AlikeStrings alike = new AlikeStrings(heap, texts);
      for (int i = 0; i < MAX_LARGE && !walk.large().isEmpty(); i++) {
        alike.add(heap.address(walk.large().pop()));
      }
      return new StringTable(
          walk.strings(),
          walk.bytes(),
          Integer.toUnsignedLong(roots.stringMask()) + 1,
          walk.usedSlots(),
          walk.maxChain(),
          histogram(walk),
          chains(walk),
          largest(walk),
          byLength(walk),
          alike.largest(options.top()),
          hash(walk),
          walk.torn(),
          copied.memory().bytes(),
          copied.copyMicros());
    }

    private List<Chain> chains(StringTableWalk walk) {
      return walk.longest().stream()
          .sorted(Comparator.comparingInt(StringTableWalk.Chain::length).reversed())
          .map(c -> chain(c, walk))
          .toList();
    }

    private Chain chain(StringTableWalk.Chain chain, StringTableWalk walk) {
      Map<Long, Integer> same = new HashMap<>();
      List<Member> members = new ArrayList<>();
      long head = heap.u64(roots.strings() + chain.slot() * Long.BYTES);
      long at = head & HeapLayout.CHAIN_MASK;
      boolean rehashed = (head & 1) != 0;
      long before = 0;
      for (int i = 0; i < Math.min(chain.length(), FOLLOWED) && at != 0; i++) {
        int hash = heap.i32(at + HeapLayout.STRING_HASH);
        int length = heap.i32(at + HeapLayout.STRING_LENGTH);
        boolean copied = heap.has(at, HeapLayout.STRING_DATA);
        if (copied) {
          same.merge(((long) hash << 32) | length, 1, Integer::sum);
          rehashed |= heap.u8(at + HeapLayout.STRING_HASHALG) != 0;
        }
        if (copied && members.size() < MEMBERS) {
          members.add(new Member(length, hash, common(before, at, length), texts.of(at, length)));
        }
        before = at;
        at = walk.next(at);
      }
      int most = same.values().stream().mapToInt(Integer::intValue).max().orElse(0);
      return new Chain(chain.slot(), chain.length(), rehashed, most, members);
    }

    private long common(long before, long string, int length) {
      boolean comparable = before != 0 && heap.i32(before + HeapLayout.STRING_LENGTH) == length;
      return comparable
          ? new StringBytes(heap, string, length)
              .commonPrefix(new StringBytes(heap, before, length))
          : -1;
    }

    private List<HeapRow> largest(StringTableWalk walk) {
      return walk.largest().stream()
          .sorted(Comparator.comparingInt(StringTableWalk.Text::length).reversed())
          .map(t -> new HeapRow(texts.of(t.string(), t.length()), 1, t.length()))
          .toList();
    }

    private Hash hash(StringTableWalk walk) {
      Optional<StringHash> variant =
          StringHash.of(
              target.memory().readLong(roots.vm().global() + HeapLayout.G_STRSEED), some());
      return new Hash(
          variant.map(StringHash::words).orElse("not one that ngxscope knows"),
          variant.isPresent(),
          variant.map(StringHash::reads).orElse(""),
          walk.denseSlots(),
          walk.dense());
    }

    /** Strings that were hashed by the first hash. */
    private List<StringHash.Hashed> some() {
      List<StringHash.Hashed> some = new ArrayList<>();
      long mask = Integer.toUnsignedLong(roots.stringMask());
      for (long slot = 0; slot <= mask && some.size() < REHASHED; slot++) {
        long at = heap.u64(roots.strings() + slot * Long.BYTES) & HeapLayout.CHAIN_MASK;
        int length = at == 0 ? 0 : heap.i32(at + HeapLayout.STRING_LENGTH);
        if (length > 0
            && length <= MAX_REHASHED_BYTES
            && heap.u8(at + HeapLayout.GCT) == HeapLayout.STRING
            && heap.u8(at + HeapLayout.STRING_HASHALG) == 0) {
          byte[] text = heap.bytes(at + HeapLayout.STRING_DATA, length);
          if (text.length == length) {
            some.add(new StringHash.Hashed(text, heap.i32(at + HeapLayout.STRING_HASH)));
          }
        }
      }
      return some;
    }
  }

  private static List<ChainCount> histogram(StringTableWalk walk) {
    List<ChainCount> counts = new ArrayList<>();
    for (int length = 1; length <= StringTableWalk.MAX_COUNTED; length++) {
      if (walk.chains(length) > 0) {
        counts.add(new ChainCount(length, walk.chains(length)));
      }
    }
    return counts;
  }

  private static List<HeapRow> byLength(StringTableWalk walk) {
    List<HeapRow> rows = new ArrayList<>();
    for (int bits = 1; bits <= Integer.SIZE; bits++) {
      if (walk.count(bits) > 0) {
        String name = (1L << (bits - 1)) + " to " + ((1L << bits) - 1) + " bytes";
        rows.add(new HeapRow(name, walk.count(bits), walk.bytes(bits)));
      }
    }
    return rows;
  }
}
