package io.ngxscope.agent.heap;

/**
 * What would go if an object went: the dominator tree of a heap, by the semi-NCA algorithm
 * (Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems", 2005). Only objects
 * that can hold others are nodes; a string or cdata belongs to the nearest common dominator of all
 * that refer to it. Numbers of nodes are those of a depth-first walk, from 0 for a root above all
 * roots; so every dominator has a smaller number than what it dominates. Six numbers of 32 bits a
 * node and one an edge at the most.
 */
final class Dominators {
  /** In {@link #order}: an object that was not met. */
  private static final int UNSEEN = -1;

  private final HeapCopy.Reader heap;
  private final ObjectIndex objects;
  private final Edges edges;
  private final ObjectSizes sizes;

  /** For nodes their number; for strings and cdata the number of their dominator, as -2 - it. */
  private final int[] order;

  private final int[] vertices;
  private final int[] dominators;

  /** Only once all else is done, since memory is short until then. */
  private long[] retained = new long[0];

  private int[] counts = new int[0];

  private Dominators(
      HeapCopy.Reader heap,
      ObjectIndex objects,
      Edges edges,
      ObjectSizes sizes,
      DepthFirst walk,
      int[] dominators) {
    this.heap = heap;
    this.objects = objects;
    this.edges = edges;
    this.sizes = sizes;
    this.order = walk.order();
    this.vertices = walk.vertices();
    this.dominators = dominators;
  }

  /** Finds the dominators of everything that can be reached. */
  static Dominators of(HeapCopy copy, HeapRoots roots, ObjectIndex objects, Edges shared) {
    HeapCopy.Reader heap = copy.reader();
    Edges edges = shared.through(heap);
    CTypes ctypes = new CTypes(heap, roots.ctypes());
    ObjectSizes sizes = new ObjectSizes(heap, ctypes, roots.vm().layout().state().bytes());
    Dominators all = tree(heap, roots, objects, edges, sizes);
    all.leaves();
    all.sum();
    return all;
  }

  /** By itself, so that nothing keeps the walk once there is a tree. */
  private static Dominators tree(
      HeapCopy.Reader heap, HeapRoots roots, ObjectIndex objects, Edges edges, ObjectSizes sizes) {
    DepthFirst walk = DepthFirst.of(heap, roots, objects, edges, sizes);
    int[] dominators = SemiNca.dominators(walk, Predecessors.of(heap, objects, edges, walk));
    return new Dominators(heap, objects, edges, sizes, walk, dominators);
  }

  /** Gives strings and cdata to the nearest common dominator of their holders. */
  private void leaves() {
    int count = dominators.length;
    int[] size = new int[count];
    for (int node = count - 1; node > 0; node--) {
      size[node]++;
      size[dominators[node]] += size[node];
    }
    size[0]++;
    int[] position = positions(size);
    for (int node = 1; node < count; node++) {
      int holder = node;
      edges.of(
          heap.address(objects.unit(vertices[node])),
          (kind, detail, target) -> {
            int number = objects.number(heap.unit(target));
            if (number >= 0 && order[number] < 0) {
              give(number, holder, position, size);
            }
          });
    }
  }

  /** Positions in a walk of the dominator tree: a subtree is one stretch of them. */
  private int[] positions(int[] size) {
    int[] position = new int[size.length];
    int[] next = new int[size.length];
    next[0] = 1;
    for (int node = 1; node < size.length; node++) {
      int above = dominators[node];
      position[node] = next[above];
      next[above] += size[node];
      next[node] = position[node] + 1;
    }
    return position;
  }

  private void give(int number, int holder, int[] position, int[] size) {
    int dominator = order[number] == UNSEEN ? holder : -2 - order[number];
    while (position[holder] < position[dominator]
        || position[holder] >= position[dominator] + size[dominator]) {
      dominator = dominators[dominator];
    }
    order[number] = -2 - dominator;
  }

  private void sum() {
    retained = new long[dominators.length];
    counts = new int[dominators.length];
    for (int number = 0; number < order.length; number++) {
      int at = order[number];
      if (at != UNSEEN) {
        int node = at >= 0 ? at : -2 - at;
        retained[node] += sizes.of(heap.address(objects.unit(number)));
        counts[node]++;
      }
    }
    for (int node = dominators.length - 1; node > 0; node--) {
      retained[dominators[node]] += retained[node];
      counts[dominators[node]] += counts[node];
    }
  }

  /** Nodes, the one above all roots included. */
  int count() {
    return dominators.length;
  }

  /** The object of a node, from 1. */
  int object(int node) {
    return vertices[node];
  }

  /** The node that dominates a node. */
  int dominator(int node) {
    return dominators[node];
  }

  /** Bytes of a node and of all that it dominates. */
  long retained(int node) {
    return retained[node];
  }

  /** Objects of a node and of all that it dominates. */
  int retainedObjects(int node) {
    return counts[node];
  }
}
