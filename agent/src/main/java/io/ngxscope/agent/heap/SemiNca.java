package io.ngxscope.agent.heap;

/**
 * Dominators of a graph by semidominators and nearest common ancestors. Predecessors that are not
 * filled stand for the root above all roots, which is number 0.
 */
final class SemiNca {
  private final int[] ancestors;
  private final int[] labels;
  private final IntStack path = new IntStack();

  private SemiNca(int[] parents) {
    this.ancestors = parents;
    this.labels = new int[parents.length];
    for (int node = 0; node < labels.length; node++) {
      labels[node] = node;
    }
  }

  /** For each number of the walk the number that dominates it. */
  static int[] dominators(DepthFirst walk, Predecessors predecessors) {
    int[] dominators = walk.parents().clone();
    SemiNca forest = new SemiNca(walk.parents());
    int[] semi = new int[dominators.length];
    for (int node = dominators.length - 1; node > 0; node--) {
      int least = dominators[node];
      for (int i = predecessors.starts()[node]; i < predecessors.starts()[node + 1]; i++) {
        int from = predecessors.nodes()[i];
        least = Math.min(least, from <= node ? from : forest.evaluate(from, node));
      }
      semi[node] = least;
      forest.labels[node] = least;
    }
    for (int node = 1; node < dominators.length; node++) {
      int above = dominators[node];
      while (above > semi[node]) {
        above = dominators[above];
      }
      dominators[node] = above;
    }
    return dominators;
  }

  /** The least semidominator on the way up from a node, as far as the walk has come. */
  private int evaluate(int node, int last) {
    int at = node;
    while (ancestors[at] > last) {
      path.push(at);
      at = ancestors[at];
    }
    // Shorten the way for the next time, from the top down.
    while (!path.isEmpty()) {
      int below = path.pop();
      int above = ancestors[below];
      labels[below] = Math.min(labels[below], labels[above]);
      ancestors[below] = ancestors[above];
    }
    return labels[node];
  }
}
