package io.ngxscope.agent.profile;

/**
 * Makes a tree that has grown too large smaller: the lightest subtrees go, their weight stays, in
 * one node below the caller that they share. No total changes.
 */
final class Pruning {
  private static final int BUCKETS = Long.SIZE + 1;

  private Pruning() {}

  /** What is left. */
  static final class Result {
    private final Nodes nodes;
    private final int[] numbers;

    private Result(Nodes nodes, int[] numbers) {
      this.nodes = nodes;
      this.numbers = numbers;
    }

    /** The new tree. */
    Nodes nodes() {
      return nodes;
    }

    /** For every old node the new one that has its weight. */
    int[] numbers() {
      return numbers;
    }
  }

  /**
   * Drops at least half of all nodes.
   *
   * @param self weight of the stacks that end at each node
   * @param restFrame the frame that stands for what was dropped
   */
  static Result prune(Nodes old, long[] self, int restFrame) {
    int[] parents = old.parents();
    long[] totals = self.clone();
    for (int node = old.size() - 1; node > 0; node--) {
      totals[parents[node]] += totals[node];
    }
    long least = threshold(totals, old.size());
    Nodes kept = new Nodes();
    int[] numbers = new int[old.size()];
    // What stands for dropped nodes takes no callees: theirs are dropped too.
    boolean[] dropped = new boolean[old.size()];
    for (int node = 1; node < old.size(); node++) {
      int parent = parents[node];
      if (dropped[parent]) {
        dropped[node] = true;
        numbers[node] = numbers[parent];
      } else {
        boolean rest = old.frames()[node] == restFrame;
        dropped[node] = totals[node] < least && !rest;
        numbers[node] = kept.child(numbers[parent], dropped[node] ? restFrame : old.frames()[node]);
      }
    }
    return new Result(kept, numbers);
  }

  /** The power of two below which at least half of all nodes lie. */
  private static long threshold(long[] totals, int size) {
    int[] buckets = new int[BUCKETS];
    for (int node = 1; node < size; node++) {
      buckets[Long.SIZE - Long.numberOfLeadingZeros(totals[node])]++;
    }
    long seen = 0;
    for (int bits = 0; bits < Long.SIZE - 1; bits++) {
      seen += buckets[bits];
      if (seen * 2 >= size) {
        return 1L << bits;
      }
    }
    return Long.MAX_VALUE;
  }
}
