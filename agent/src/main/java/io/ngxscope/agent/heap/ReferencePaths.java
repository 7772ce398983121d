package io.ngxscope.agent.heap;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.luajit.HeapLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * How each object is reached: on the shortest path from a root that has a name. What only a
 * coroutine holds is attributed to it last, so that a module's cache does not count for the request
 * that just uses it.
 */
final class ReferencePaths {
  private static final int NOT_REACHED = -1;
  private static final int MAX_NAMED = 100_000;

  private final HeapCopy.Reader heap;
  private final HeapRoots roots;
  private final ObjectIndex objects;
  private final Edges edges;
  private final ObjectSizes sizes;
  private final PathNodes nodes = new PathNodes();
  private final Names names;
  private final Labels labels;
  private final LongFunction<String> symbols;
  private final int[] nodeOf;
  private final Map<Long, String> functionNames = new HashMap<>();
  private IntStack next = new IntStack();
  private IntStack threads = new IntStack();
  private int from;
  private long missing;
  private long reachedObjects;
  private long reachedBytes;

  /**
   * Readies walking.
   *
   * @param symbols name of the exported object at an address, empty if there is none: the registry
   *     is keyed by addresses of C variables
   */
  ReferencePaths(
      HeapCopy copy,
      HeapRoots roots,
      ObjectIndex objects,
      Edges edges,
      LongFunction<String> symbols) {
    this.heap = copy.reader();
    this.roots = roots;
    this.objects = objects;
    this.edges = edges.through(heap);
    CTypes ctypes = new CTypes(heap, roots.ctypes());
    this.sizes = new ObjectSizes(heap, ctypes, roots.vm().layout().state().bytes());
    this.names = new Names(heap);
    this.labels = new Labels(heap, names, nodes);
    this.symbols = symbols;
    this.nodeOf = new int[objects.count()];
    Arrays.fill(nodeOf, NOT_REACHED);
  }

  /** Walks. */
  ReferencePaths run() {
    seed();
    drain();
    // Last: what it holds alone dies with it, unless something else has a name for it.
    root("running coroutine", roots.current());
    drain();
    return this;
  }

  private void drain() {
    while (!next.isEmpty() || !threads.isEmpty()) {
      IntStack now;
      if (next.isEmpty()) {
        now = threads;
        threads = new IntStack();
      } else {
        now = next;
        next = new IntStack();
      }
      walk(now);
    }
  }

  private void walk(IntStack now) {
    // In the order in which they were found, so that earlier roots win.
    for (int i = 0; i < now.size(); i++) {
      int number = now.get(i);
      long object = heap.address(objects.unit(number));
      from = nodeOf[number];
      labels.from(object);
      edges.of(object, this::follow);
    }
  }

  private void follow(EdgeKind kind, long detail, long target) {
    int number = number(target);
    missing += number < 0 && kind != EdgeKind.TRACE_CONSTANT ? 1 : 0;
    if (number >= 0 && nodeOf[number] == NOT_REACHED) {
      int node = labels.step(from, kind, detail, target);
      if ((kind == EdgeKind.VALUE || kind == EdgeKind.CONTENT) && node != PathNodes.ROOT) {
        nameFunction(node, target);
      }
      reach(number, node, target);
    }
  }

  private void nameFunction(int node, long target) {
    if (heap.u8(target + HeapLayout.GCT) == HeapLayout.FUNCTION
        && heap.u8(target + HeapLayout.FUNC_FFID) == 0
        && functionNames.size() < MAX_NAMED) {
      long proto = heap.u64(target + HeapLayout.FUNC_PC) - HeapLayout.PROTO_BYTES;
      functionNames.computeIfAbsent(proto, p -> called(nodes.label(node)));
    }
  }

  /** {@code .get} and {@code upvalue get (...)} both say {@code get}. */
  private static String called(String label) {
    if (label.startsWith(" upvalue ")) {
      return label.substring(9, label.indexOf(" (", 9));
    }
    return label.startsWith(".") ? label.substring(1) : "";
  }

  private int number(long target) {
    int unit = heap.unit(target);
    return unit == 0 ? -1 : objects.number(unit);
  }

  private void reach(int number, int node, long target) {
    nodeOf[number] = node;
    long size = sizes.of(target);
    nodes.count(node, size);
    reachedObjects++;
    reachedBytes += size;
    int type = sizes.type(target);
    if (type == HeapLayout.THREAD) {
      threads.push(number);
    } else if (Edges.canHold(type)) {
      next.push(number);
    }
  }

  // ---- roots ----

  private void seed() {
    Seeds seeds = new Seeds(heap, roots, names, symbols);
    seeds.give(this::root);
  }

  private void root(String label, long target) {
    int number = target == 0 ? -1 : number(target);
    if (number >= 0 && nodeOf[number] == NOT_REACHED) {
      int node = nodes.step(PathNodes.ROOT, label.hashCode() & 0xffff_ffffL, () -> label);
      reach(number, node, target);
    }
  }

  // ---- what came of it ----

  /** References to objects that are not among those found. */
  long missing() {
    return missing;
  }

  long reachedObjects() {
    return reachedObjects;
  }

  long reachedBytes() {
    return reachedBytes;
  }

  /** Whether anything holds an object. */
  boolean isReached(int number) {
    return nodeOf[number] != NOT_REACHED;
  }

  /** The path of an object in words. */
  String path(int number) {
    return nodeOf[number] == NOT_REACHED ? "(unreachable)" : nodes.path(nodeOf[number]);
  }

  /** The path of the object at an address in words; empty if nothing holds it. */
  String pathOf(long address) {
    int number = number(address);
    return number < 0 || nodeOf[number] == NOT_REACHED ? "" : nodes.path(nodeOf[number]);
  }

  /** How a prototype's functions are called where they are kept; empty if nothing tells. */
  String functionName(long proto) {
    return functionNames.getOrDefault(proto, "");
  }

  /** All memory that is held, by path. */
  PathTree tree() {
    return nodes.tree();
  }
}
