package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.model.HeapCensus;

/**
 * How much of its memory LuaJIT's own allocator does not use ({@code struct malloc_state}, {@code
 * lj_alloc.c}). Its chunks are walked from the start of each segment: believed only if the walk
 * comes out exactly at the end, or at the allocator's topmost chunk.
 */
final class AllocatorState {
  private static final int TOP_SIZE = 16;
  private static final int TOP = 32;

  /** The list of segments: base, size, next. */
  private static final int SEGMENT = 840;

  private static final int CHUNK_HEAD = 8;
  private static final long SIZE_MASK = ~3L;
  private static final int IN_USE = 2;
  private static final int MIN_CHUNK = 32;
  private static final int MAX_SEGMENTS = 1 << 16;

  private static final HeapCensus.Allocator UNKNOWN = new HeapCensus.Allocator(0, 0, false);

  private final HeapCopy.Reader heap;
  private final long state;

  private AllocatorState(HeapCopy.Reader heap, VmAddress vm) {
    this.heap = heap;
    this.state = heap.u64(vm.global() + HeapLayout.G_ALLOCD);
  }

  /** Walks it. */
  static HeapCensus.Allocator of(HeapCopy.Reader heap, VmAddress vm) {
    return new AllocatorState(heap, vm).walk();
  }

  private HeapCensus.Allocator walk() {
    long mapped = 0;
    long free = 0;
    long segment = state + SEGMENT;
    for (int i = 0; i < MAX_SEGMENTS && segment != 0; i++) {
      long base = heap.u64(segment);
      long size = heap.u64(segment + 8);
      long unused = base == 0 ? -1 : free(base, base + size);
      if (unused < 0) {
        return UNKNOWN;
      }
      mapped += size;
      free += unused;
      segment = heap.u64(segment + 16);
    }
    return mapped == 0 ? UNKNOWN : new HeapCensus.Allocator(mapped, free, true);
  }

  /** Free bytes between two addresses, or -1 if there are no chunks. */
  private long free(long from, long end) {
    long top = heap.u64(state + TOP);
    long free = 0;
    long chunk = from;
    while (chunk < end) {
      if (chunk == top) {
        return free + heap.u64(state + TOP_SIZE);
      }
      long head = heap.u64(chunk + CHUNK_HEAD);
      long size = head & SIZE_MASK;
      if (size == Long.BYTES) {
        return free; // a fence post: the end of a segment that was grown by another
      }
      if (size < MIN_CHUNK / 2 || size > end - chunk) {
        return -1;
      }
      free += (head & IN_USE) == 0 ? size : 0;
      chunk += size;
    }
    return chunk == end ? free : -1;
  }
}
