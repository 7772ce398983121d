package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.jna.MemorySlab;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies the memory in which a Lua heap can lie: LuaJIT's allocator takes it anonymously and
 * private ({@code lj_alloc.c}), and only pages that hold something are copied.
 */
final class HeapCopier {
  /** Holes up to this size are copied along, in bytes. */
  private static final long GAP = 64 << 10;

  /** What a number of 31 bits can tell apart, in units of 8 bytes. */
  private static final long MAX_BYTES = 16L << 30;

  /** Copied at once by one processor. */
  private static final int PIECE = 16 << 20;

  private static final int MAX_RANGES = 1 << 16;

  private final Pid pid;
  private final HeapPages pages;
  private final long maxBytes;

  /**
   * Readies copying.
   *
   * @param pid whose memory it is, for messages
   * @param pages that memory
   * @param maxBytes refuse larger heaps
   */
  HeapCopier(Pid pid, HeapPages pages, long maxBytes) {
    this.pid = pid;
    this.pages = pages;
    this.maxBytes = Math.min(maxBytes, MAX_BYTES);
  }

  /**
   * The ranges to copy.
   *
   * @param maps all of the process
   * @param vm an address inside the VM: the C heap is copied only if LuaJIT allocates there
   * @throws Unsupported if they are larger than allowed
   */
  List<AddressRange> ranges(List<MemoryMap> maps, long vm) {
    List<AddressRange> all = new ArrayList<>();
    long bytes = 0;
    for (MemoryMap map : maps) {
      if (isHeap(map, vm)) {
        AddressRange range = new AddressRange(map.start(), map.end());
        for (AddressRange part : pages.used(range, GAP)) {
          split(part, all);
          bytes += part.size();
        }
      }
    }
    if (bytes > maxBytes) {
      throw new Unsupported(
          "the heap of worker "
              + pid
              + " may take "
              + (bytes >> 20)
              + " MiB, and "
              + (maxBytes >> 20)
              + " MiB may be copied",
          "allow more with --max-memory if this machine has it to spare: one and a half times as"
              + " much is needed");
    }
    if (all.size() > MAX_RANGES) {
      throw new Unsupported("its memory lies in " + all.size() + " pieces", "report this");
    }
    return all;
  }

  /**
   * The ranges to copy that are not among those known already.
   *
   * @param known in rising order
   */
  List<AddressRange> ranges(List<MemoryMap> maps, long vm, List<AddressRange> known) {
    List<AddressRange> fresh = new ArrayList<>();
    for (AddressRange range : ranges(maps, vm)) {
      long at = range.start();
      for (AddressRange old : known) {
        if (old.end() > at && old.start() < range.end()) {
          if (old.start() > at) {
            fresh.add(new AddressRange(at, old.start()));
          }
          at = Math.max(at, old.end());
        }
      }
      if (at < range.end()) {
        fresh.add(new AddressRange(at, range.end()));
      }
    }
    return fresh;
  }

  private static boolean isHeap(MemoryMap map, long vm) {
    return map.permissions().startsWith("rw-p")
        && (map.isAnonymous() || (map.path().equals("[heap]") && map.contains(vm)));
  }

  /** Ranges as long as a slab can be. */
  private static void split(AddressRange part, List<AddressRange> into) {
    for (long at = part.start(); at < part.end(); at += MemorySlab.MAX_BYTES) {
      into.add(new AddressRange(at, Math.min(part.end(), at + MemorySlab.MAX_BYTES)));
    }
  }

  /** Takes memory for ranges. */
  static List<MemorySlab> slabs(List<AddressRange> ranges) {
    List<MemorySlab> slabs = new ArrayList<>();
    try {
      for (AddressRange range : ranges) {
        slabs.add(new MemorySlab((int) range.size()));
      }
      return slabs;
    } catch (OutOfMemoryError e) {
      slabs.forEach(MemorySlab::close);
      throw new ProbeFailed(
          "the system has no memory for a copy of the heap", "free some, or use another machine");
    }
  }

  /**
   * Copies.
   *
   * @param first what is copied before all else: the slots of the string table, whose chains begin
   *     with the newest strings
   * @return bytes that could be read
   */
  long copy(List<AddressRange> ranges, List<MemorySlab> slabs, AddressRange first) {
    long read = 0;
    for (int i = 0; i < slabs.size(); i++) {
      read += part(ranges.get(i), slabs.get(i), first.start(), first.end());
    }
    read += copyFast(ranges, slabs, first);
    return read;
  }

  private long part(AddressRange range, MemorySlab slab, long from, long to) {
    long start = Math.max(from, range.start());
    long end = Math.min(to, range.end());
    return start >= end
        ? 0
        : pages.copy(slab, start, (int) (start - range.start()), (int) (end - start));
  }

  /**
   * Copies on several processors. The more quickly a worker that runs is copied, the less it
   * changes meanwhile; and one that stands still, stands no longer than that.
   *
   * @return bytes that could be read
   */
  long copyFast(List<AddressRange> ranges, List<MemorySlab> slabs) {
    return copyFast(ranges, slabs, new AddressRange(0, 0));
  }

  /** The same without a part that is copied already. */
  private long copyFast(List<AddressRange> ranges, List<MemorySlab> slabs, AddressRange without) {
    record Piece(AddressRange range, MemorySlab slab, long start, long end) {}
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < slabs.size(); i++) {
      AddressRange range = ranges.get(i);
      for (long at = range.start(); at < range.end(); at += PIECE) {
        long end = Math.min(at + PIECE, range.end());
        pieces.add(new Piece(range, slabs.get(i), at, Math.min(end, without.start())));
        pieces.add(new Piece(range, slabs.get(i), Math.max(at, without.end()), end));
      }
    }
    return pieces.parallelStream()
        .filter(p -> p.start() < p.end())
        .mapToLong(p -> part(p.range(), p.slab(), p.start(), p.end()))
        .sum();
  }
}
