package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;

/**
 * Turns references into steps of a path. Steps that differ only in data fold into one: all elements
 * of an array, all entries of a table that is used as a map.
 */
final class Labels {
  /** In tables with more slots string keys are data, except those of functions. */
  private static final int MAX_FIELD_SLOTS = 32;

  private static final int MAX_ELEMENTS = 4;

  /**
   * Marks of labels that are made from no address, in the highest bits where no address has any.
   */
  private static final long MARK = 1L << 56;

  private static final long ANY_ENTRY = MARK;
  private static final long ANY_KEY = 2 * MARK;
  private static final long METATABLE = 3 * MARK;
  private static final long ENVIRONMENT = 4 * MARK;
  private static final long CODE = 5 * MARK;
  private static final long CONSTANTS = 6 * MARK;
  private static final long STACK = 7 * MARK;
  private static final long TRACES = 8 * MARK;
  private static final long ELEMENT = 9 * MARK;
  private static final long UPVALUE = 10 * MARK;
  private static final long COROUTINE = 11 * MARK;

  private final HeapCopy.Reader heap;
  private final Names names;
  private final PathNodes nodes;
  private long holder;
  private int holderType;
  private boolean fields;
  private boolean fewElements;

  Labels(HeapCopy.Reader heap, Names names, PathNodes nodes) {
    this.heap = heap;
    this.names = names;
    this.nodes = nodes;
  }

  /** Says whose references come next. */
  void from(long object) {
    holder = object;
    holderType = heap.u8(object + HeapLayout.GCT);
    if (holderType == HeapLayout.TABLE) {
      fields = heap.i32(object + HeapLayout.TAB_HMASK) < MAX_FIELD_SLOTS;
      fewElements = heap.i32(object + HeapLayout.TAB_ASIZE) <= MAX_ELEMENTS;
    }
  }

  /** The node of what is held, seen from the node of its holder. */
  int step(int from, EdgeKind kind, long detail, long target) {
    if (heap.u8(target + HeapLayout.GCT) == HeapLayout.THREAD) {
      return coroutine(from, target);
    }
    return switch (kind) {
      case METATABLE -> nodes.step(from, METATABLE, () -> " (metatable)");
      case ENV -> nodes.step(from, ENVIRONMENT, () -> " (environment)");
      case ELEMENT -> element(from, detail);
      case VALUE -> entry(from, detail, target);
      case KEY -> nodes.step(from, ANY_KEY, () -> " (keys)");
      case UPVALUE -> upvalue(from, detail);
      case CONTENT ->
          holderType == HeapLayout.UPVALUE
              ? from
              : nodes.step(from, UPVALUE + detail, () -> " upvalue " + (detail + 1) + " (C)");
      case CODE -> nodes.step(from, CODE, () -> " (code)");
      case CONSTANT -> nodes.step(from, CONSTANTS, () -> " (constants)");
      case STACK -> nodes.step(from, STACK, () -> " stack");
      case TRACE, TRACE_CONSTANT -> nodes.step(from, TRACES, () -> " (compiled)");
    };
  }

  private int element(int from, long index) {
    return fewElements
        ? nodes.step(from, ELEMENT + index, () -> "[" + index + "]")
        : nodes.step(from, ANY_ENTRY, () -> "[…]");
  }

  private int entry(int from, long key, long target) {
    boolean named =
        HeapLayout.type(key) == HeapLayout.STRING
            && (fields || heap.u8(target + HeapLayout.GCT) == HeapLayout.FUNCTION);
    if (!named) {
      return nodes.step(from, ANY_ENTRY, () -> "[…]");
    }
    long string = HeapLayout.pointer(key);
    // A list linked by a field is one step, however long it is.
    return nodes.detail(from) == string ? from : nodes.step(from, string, () -> names.key(string));
  }

  private int upvalue(int from, long number) {
    long function = holder;
    long proto = heap.u64(function + HeapLayout.FUNC_PC);
    return nodes.step(
        from,
        UPVALUE + (proto << 8) + number,
        () -> {
          String name = names.upvalue(function, (int) number);
          String shown = name.isEmpty() ? Long.toString(number + 1) : name;
          return " upvalue " + shown + " (" + names.function(function) + ")";
        });
  }

  /** Coroutines are told apart by the function that they were made for. */
  private int coroutine(int from, long thread) {
    long slots = heap.u64(thread + HeapLayout.THREAD_STACK);
    for (int i = 2; i < 8; i++) {
      long value = heap.u64(slots + (long) i * Long.BYTES);
      if (HeapLayout.type(value) == HeapLayout.FUNCTION) {
        long function = HeapLayout.pointer(value);
        long pc = heap.u64(function + HeapLayout.FUNC_PC);
        return nodes.step(
            from, COROUTINE + pc, () -> " coroutine (" + names.function(function) + ")");
      }
    }
    return nodes.step(from, COROUTINE, () -> " coroutine");
  }
}
