package io.ngxscope.agent.heap;

/**
 * Who refers to whom, backwards and by the numbers of a walk, in two arrays. References from the
 * root above all roots are left out: the walk's parents have them.
 *
 * @param starts where the predecessors of a number begin
 * @param nodes all of them
 */
@SuppressWarnings("ArrayRecordComponent") // of millions, and never compared
record Predecessors(int[] starts, int[] nodes) {
  static Predecessors of(HeapCopy.Reader heap, ObjectIndex objects, Edges edges, DepthFirst walk) {
    int[] vertices = walk.vertices();
    int[] starts = new int[vertices.length + 1];
    for (int node = 1; node < vertices.length; node++) {
      starts[node + 1] = Math.addExact(starts[node], walk.edges()[vertices[node]]);
    }
    int[] nodes = new int[starts[vertices.length]];
    int[] filled = walk.edges(); // counted down from here on
    for (int node = 1; node < vertices.length; node++) {
      int from = node;
      edges.of(
          heap.address(objects.unit(vertices[node])),
          (kind, detail, target) -> {
            int number = objects.number(heap.unit(target));
            int to = number < 0 ? -1 : walk.order()[number];
            if (to >= 0 && filled[number] > 0) {
              nodes[starts[to] + --filled[number]] = from;
            }
          });
    }
    return new Predecessors(starts, nodes);
  }
}
