package io.ngxscope.agent.model;

import java.util.List;

/**
 * What is in the heap of a Lua VM.
 *
 * @param totalBytes {@code g->gc.total} when the copy began: what LuaJIT says is allocated
 * @param endTotalBytes the same when the copy was made
 * @param objects how many were found
 * @param objectBytes what they take together; the rest of the total is the VM's own: string table,
 *     buffers, state of the JIT compiler
 * @param byType by type of the object
 * @param byPrototype functions by the definition that they are closures of, its code included
 * @param byShape tables by sizes and by keys that recur
 * @param stringsByLength strings by length
 * @param stringsByPrefix strings by their first bytes
 * @param byCtype cdata by type of C
 * @param byMetatable userdata by metatable
 * @param retained the objects that retain most, the largest first
 * @param nginx memory outside of the Lua heap that belongs to the worker's Lua: rows of their own
 * @param consistency how far the copy agrees with itself
 * @param allocator memory that the allocator holds
 * @param cost what the snapshot took
 */
public record HeapCensus(
    long totalBytes,
    long endTotalBytes,
    long objects,
    long objectBytes,
    List<HeapRow> byType,
    List<HeapRow> byPrototype,
    List<HeapRow> byShape,
    List<HeapRow> stringsByLength,
    List<HeapRow> stringsByPrefix,
    List<HeapRow> byCtype,
    List<HeapRow> byMetatable,
    List<RetainedPath> retained,
    List<SharedDictionary> nginx,
    Consistency consistency,
    Allocator allocator,
    Cost cost) {
  /** Copies the lists. */
  public HeapCensus {
    byType = List.copyOf(byType);
    byPrototype = List.copyOf(byPrototype);
    byShape = List.copyOf(byShape);
    stringsByLength = List.copyOf(stringsByLength);
    stringsByPrefix = List.copyOf(stringsByPrefix);
    byCtype = List.copyOf(byCtype);
    byMetatable = List.copyOf(byMetatable);
    retained = List.copyOf(retained);
    nginx = List.copyOf(nginx);
  }

  /**
   * How far a copy agrees with itself.
   *
   * @param exact whether the worker did not run at all while it was copied
   * @param tornLinks links of the collector's lists that led nowhere
   * @param repairedObjects objects found by references alone, since a list was torn
   * @param missingReferences references to objects that the copy does not have: made meanwhile
   * @param unreachableObjects objects that nothing holds: waiting for the collector
   * @param unreachableBytes what they take
   */
  public record Consistency(
      boolean exact,
      long tornLinks,
      long repairedObjects,
      long missingReferences,
      long unreachableObjects,
      long unreachableBytes) {}

  /**
   * Memory of LuaJIT's allocator.
   *
   * @param mappedBytes of its segments; what is larger than 128 KiB is mapped one by one and is not
   *     among them
   * @param freeBytes of these, not in use
   * @param known false if the allocator is another one, or its state could not be read
   */
  public record Allocator(long mappedBytes, long freeBytes, boolean known) {}

  /**
   * What a snapshot took.
   *
   * @param copiedBytes memory copied
   * @param copyMicros how long copying took, in microseconds
   * @param analysisMicros how long the rest took, in microseconds
   * @param stopMicros how long the worker stood still, in microseconds; 0 without a stop
   * @param memoryBytes memory that ngxscope took for it, the copy included
   */
  public record Cost(
      long copiedBytes, long copyMicros, long analysisMicros, long stopMicros, long memoryBytes) {}
}
