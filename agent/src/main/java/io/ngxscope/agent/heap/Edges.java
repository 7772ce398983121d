package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import java.util.HashMap;
import java.util.Map;

/**
 * What an object refers to, in the way in which LuaJIT's collector follows it ({@code lj_gc.c}):
 * weak references do not count. Edges are derived from the copy each time they are asked for, since
 * keeping them would take more memory than the copy. One reader, one thread.
 */
final class Edges {
  /** Slots of the Lua stack that a running function may use above {@code L->top}. */
  private static final int RUNNING_SLOTS = 250;

  private static final int WEAK_KEYS = 1;
  private static final int WEAK_VALUES = 2;

  private final HeapCopy.Reader heap;
  private final HeapRoots roots;
  private final Map<Long, long[]> tracesOfProto = new HashMap<>();
  private final Map<Long, Integer> modes = new HashMap<>();
  private final long finalizers;

  Edges(HeapCopy.Reader heap, HeapRoots roots) {
    this.heap = heap;
    this.roots = roots;
    this.finalizers = roots.ctypes() == 0 ? 0 : heap.u64(roots.ctypes() + HeapLayout.CTS_FINALIZER);
  }

  /** Takes the edges of an object. */
  interface Sink {
    /**
     * One edge.
     *
     * @param kind how it holds it
     * @param detail see {@link EdgeKind}
     * @param target the object that is held: its header has the type that the reference says
     */
    void edge(EdgeKind kind, long detail, long target);
  }

  /** Makes a trace known: a prototype does not point at its traces but at their numbers. */
  void addTrace(long trace) {
    long proto = heap.u64(trace + HeapLayout.TRACE_STARTPT);
    tracesOfProto.merge(
        proto,
        new long[] {trace},
        (a, b) -> {
          long[] both = java.util.Arrays.copyOf(a, a.length + 1);
          both[a.length] = b[0];
          return both;
        });
  }

  /** The traces that {@link #addTrace} was told of, for another reader. */
  Edges through(HeapCopy.Reader other) {
    Edges edges = new Edges(other, roots);
    edges.tracesOfProto.putAll(tracesOfProto);
    return edges;
  }

  /** Whether an object of a type can refer to others at all. */
  static boolean canHold(int type) {
    return type != HeapLayout.STRING && type != HeapLayout.CDATA;
  }

  /** Gives every edge of an object. */
  void of(long object, Sink sink) {
    switch (heap.u8(object + HeapLayout.GCT)) {
      case HeapLayout.TABLE -> table(object, sink);
      case HeapLayout.FUNCTION -> function(object, sink);
      case HeapLayout.UPVALUE -> upvalue(object, sink);
      case HeapLayout.PROTO -> proto(object, sink);
      case HeapLayout.THREAD -> thread(object, sink);
      case HeapLayout.TRACE -> trace(object, sink);
      case HeapLayout.USERDATA -> {
        pointer(EdgeKind.METATABLE, heap.u64(object + HeapLayout.METATABLE), sink);
        pointer(EdgeKind.ENV, heap.u64(object + HeapLayout.ENV), sink);
      }
      default -> {
        // strings and cdata refer to nothing
      }
    }
  }

  private void table(long table, Sink sink) {
    long metatable = heap.u64(table + HeapLayout.METATABLE);
    int weak = 0;
    if (metatable != 0) {
      pointer(EdgeKind.METATABLE, metatable, sink);
      weak = table == finalizers ? WEAK_KEYS : modes.computeIfAbsent(metatable, this::mode);
    }
    if ((weak & WEAK_VALUES) == 0) {
      long array = heap.u64(table + HeapLayout.TAB_ARRAY);
      int size = heap.i32(table + HeapLayout.TAB_ASIZE);
      for (int i = 0; i < size; i++) {
        value(EdgeKind.ELEMENT, i, heap.u64(array + (long) i * Long.BYTES), sink);
      }
    }
    int mask = heap.i32(table + HeapLayout.TAB_HMASK);
    if (mask > 0 && weak != (WEAK_KEYS | WEAK_VALUES)) {
      hash(heap.u64(table + HeapLayout.TAB_NODE), mask, weak, sink);
    }
  }

  private void hash(long nodes, int mask, int weak, Sink sink) {
    for (int i = 0; i <= mask; i++) {
      long node = nodes + (long) i * HeapLayout.NODE_BYTES;
      long value = heap.u64(node);
      if (!HeapLayout.isNil(value)) {
        long key = heap.u64(node + HeapLayout.NODE_KEY);
        if ((weak & WEAK_VALUES) == 0) {
          value(EdgeKind.VALUE, key, value, sink);
        }
        if ((weak & WEAK_KEYS) == 0) {
          value(EdgeKind.KEY, key, key, sink);
        }
      }
    }
  }

  /** {@code __mode} of a metatable. */
  private int mode(long metatable) {
    int mask = heap.i32(metatable + HeapLayout.TAB_HMASK);
    long nodes = heap.u64(metatable + HeapLayout.TAB_NODE);
    for (int i = 0; i <= mask && mask < 1 << 16; i++) {
      long node = nodes + (long) i * HeapLayout.NODE_BYTES;
      long value = heap.u64(node);
      if (HeapLayout.type(value) == HeapLayout.STRING
          && "__mode".equals(shortText(heap.u64(node + HeapLayout.NODE_KEY)))) {
        String mode = shortText(value);
        return (mode.contains("k") ? WEAK_KEYS : 0) | (mode.contains("v") ? WEAK_VALUES : 0);
      }
    }
    return 0;
  }

  private String shortText(long value) {
    return HeapLayout.type(value) == HeapLayout.STRING
        ? HeapText.read(heap, HeapLayout.pointer(value), 8)
        : "";
  }

  private void function(long function, Sink sink) {
    pointer(EdgeKind.ENV, heap.u64(function + HeapLayout.ENV), sink);
    int upvalues = heap.u8(function + HeapLayout.FUNC_NUPVALUES);
    boolean lua = heap.u8(function + HeapLayout.FUNC_FFID) == 0;
    if (lua) {
      long pc = heap.u64(function + HeapLayout.FUNC_PC);
      pointer(EdgeKind.CODE, pc - HeapLayout.PROTO_BYTES, sink);
    }
    for (int i = 0; i < upvalues; i++) {
      if (lua) {
        long at = function + HeapLayout.FUNC_LUA_UPVALUES + (long) i * Long.BYTES;
        pointer(EdgeKind.UPVALUE, i, heap.u64(at), sink);
      } else {
        long at = function + HeapLayout.FUNC_C_UPVALUES + (long) i * Long.BYTES;
        value(EdgeKind.CONTENT, i, heap.u64(at), sink);
      }
    }
  }

  private void upvalue(long upvalue, Sink sink) {
    long where = heap.u64(upvalue + HeapLayout.UPVALUE_V);
    value(EdgeKind.CONTENT, 0, heap.u64(where), sink);
  }

  private void proto(long proto, Sink sink) {
    pointer(EdgeKind.CONSTANT, heap.u64(proto + HeapLayout.PROTO_CHUNKNAME), sink);
    long constants = heap.u64(proto + HeapLayout.PROTO_K);
    int count = heap.i32(proto + HeapLayout.PROTO_SIZEKGC);
    long most = Integer.toUnsignedLong(heap.i32(proto + HeapLayout.PROTO_SIZEPT)) / Long.BYTES;
    for (int i = 1; i <= Math.min(count, most); i++) {
      pointer(EdgeKind.CONSTANT, heap.u64(constants - (long) i * Long.BYTES), sink);
    }
    if (heap.u16(proto + HeapLayout.PROTO_TRACE) != 0) {
      for (long trace : tracesOfProto.getOrDefault(proto, new long[0])) {
        pointer(EdgeKind.TRACE, trace, sink);
      }
    }
  }

  private void thread(long thread, Sink sink) {
    pointer(EdgeKind.ENV, heap.u64(thread + HeapLayout.THREAD_ENV), sink);
    long bottom = heap.u64(thread + HeapLayout.THREAD_STACK);
    long end = heap.u64(thread + HeapLayout.THREAD_TOP);
    if (thread == roots.current()) {
      // What the running function keeps above L->top is not known from outside.
      end = Math.max(end, heap.u64(thread + HeapLayout.THREAD_BASE) + RUNNING_SLOTS * Long.BYTES);
    }
    end = Math.min(end, heap.u64(thread + HeapLayout.THREAD_MAXSTACK));
    long slots = Integer.toUnsignedLong(heap.i32(thread + HeapLayout.THREAD_STACKSIZE));
    for (long i = 2; i < slots && bottom + i * Long.BYTES < end; i++) {
      value(EdgeKind.STACK, i, heap.u64(bottom + i * Long.BYTES), sink);
    }
  }

  /** Without knowing the opcodes of a build: every word of its constants that is an object. */
  private void trace(long trace, Sink sink) {
    pointer(EdgeKind.CODE, heap.u64(trace + HeapLayout.TRACE_STARTPT), sink);
    long ir = heap.u64(trace + HeapLayout.TRACE_IR);
    long first = Integer.toUnsignedLong(heap.i32(trace + HeapLayout.TRACE_NK));
    for (long ref = first; ref < HeapLayout.REF_BIAS && ref >= 0; ref++) {
      long word = heap.u64(ir + ref * HeapLayout.IR_BYTES);
      if (HeapLayout.plausible(word)) {
        pointer(EdgeKind.TRACE_CONSTANT, word, sink);
      }
    }
  }

  private void pointer(EdgeKind kind, long target, Sink sink) {
    pointer(kind, 0, target, sink);
  }

  private void pointer(EdgeKind kind, long detail, long target, Sink sink) {
    if (HeapLayout.plausible(target)) {
      sink.edge(kind, detail, target);
    }
  }

  private void value(EdgeKind kind, long detail, long value, Sink sink) {
    int type = HeapLayout.type(value);
    if (type >= 0) {
      long target = HeapLayout.pointer(value);
      if (heap.u8(target + HeapLayout.GCT) == type) {
        sink.edge(kind, detail, target);
      }
    }
  }
}
