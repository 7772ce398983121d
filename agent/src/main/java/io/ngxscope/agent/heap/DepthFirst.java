package io.ngxscope.agent.heap;

import java.util.Arrays;

/**
 * A depth-first walk over all objects that can hold others.
 *
 * @param order for each object its number in the walk, from 1; -1 if it was not met, or holds
 *     nothing
 * @param vertices for each number of the walk the object; 0 is the root above all roots
 * @param parents for each number of the walk that from which it was reached
 * @param edges for each object how many references lead to it
 */
@SuppressWarnings("ArrayRecordComponent") // of millions, and never compared
record DepthFirst(int[] order, int[] vertices, int[] parents, int[] edges) {
  static DepthFirst of(
      HeapCopy.Reader heap, HeapRoots roots, ObjectIndex objects, Edges edges, ObjectSizes sizes) {
    int[] order = new int[objects.count()];
    Arrays.fill(order, -1);
    int[] incoming = new int[objects.count()];
    IntStack vertices = new IntStack();
    IntStack parents = new IntStack();
    vertices.push(-1);
    parents.push(0);
    IntStack todo = new IntStack();
    int[] from = new int[1];
    Edges.Sink sink =
        (kind, detail, target) -> {
          int number = objects.number(heap.unit(target));
          if (number >= 0 && Edges.canHold(sizes.type(target))) {
            incoming[number]++;
            if (order[number] < 0) {
              todo.push(number);
              todo.push(from[0]);
            }
          }
        };
    RootSet.of(roots, heap).forEach(root -> sink.edge(EdgeKind.STACK, 0, root));
    while (!todo.isEmpty()) {
      int parent = todo.pop();
      int number = todo.pop();
      if (order[number] < 0) {
        // Visited when taken, not when met: that makes it depth-first.
        order[number] = vertices.size();
        from[0] = order[number];
        vertices.push(number);
        parents.push(parent);
        edges.of(heap.address(objects.unit(number)), sink);
      }
    }
    return new DepthFirst(order, vertices.toArray(), parents.toArray(), incoming);
  }
}
