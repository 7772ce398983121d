package io.ngxscope.agent.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Dominators, held against their definition on many small graphs. */
class SemiNcaTest {
  private static final int GRAPHS = 300;
  private static final int NODES = 14;

  @Test
  void everyDominatorIsTheNearestNodeWithoutWhichThereIsNoWay() {
    Random random = new Random(7);
    for (int graph = 0; graph < GRAPHS; graph++) {
      List<List<Integer>> targets = randomGraph(random);
      Walk walk = new Walk(targets);
      int[] found = SemiNca.dominators(walk.result(), walk.predecessors());
      for (int node = 1; node < walk.count; node++) {
        assertThat(found[node])
            .as("node %d of %s", walk.vertices[node], targets)
            .isEqualTo(walk.order[byDefinition(targets, walk, walk.vertices[node])]);
      }
    }
  }

  /** Node 0 is the root; others may not be reached at all. */
  private static List<List<Integer>> randomGraph(Random random) {
    List<List<Integer>> targets = new ArrayList<>();
    for (int from = 0; from < NODES; from++) {
      List<Integer> of = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        of.add(1 + random.nextInt(NODES - 1));
      }
      targets.add(of);
    }
    return targets;
  }

  private static int byDefinition(List<List<Integer>> targets, Walk walk, int node) {
    int nearest = 0;
    for (int candidate = 0; candidate < NODES; candidate++) {
      boolean dominates =
          candidate != node && walk.order[candidate] >= 0 && !reaches(targets, candidate, node);
      // Of all that dominate, the nearest is dominated by the others.
      if (dominates && (nearest == 0 || !reaches(targets, nearest, candidate))) {
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Whether there is a way from the root to a node that leaves another out. */
  private static boolean reaches(List<List<Integer>> targets, int without, int node) {
    if (without == 0) {
      return false;
    }
    boolean[] seen = new boolean[NODES];
    List<Integer> todo = new ArrayList<>(List.of(0));
    seen[0] = true;
    while (!todo.isEmpty()) {
      for (int target : targets.get(todo.remove(todo.size() - 1))) {
        if (target != without && !seen[target]) {
          seen[target] = true;
          todo.add(target);
        }
      }
    }
    return seen[node];
  }

  /** A depth-first walk with the numbers that the algorithm wants. */
  private static final class Walk {
    private final List<List<Integer>> targets;
    private final int[] order = new int[NODES];
    private final int[] vertices = new int[NODES];
    private final int[] parents = new int[NODES];
    private int count;

    Walk(List<List<Integer>> targets) {
      this.targets = targets;
      Arrays.fill(order, -1);
      visit(0, 0);
    }

    private void visit(int node, int parent) {
      order[node] = count;
      vertices[count] = node;
      parents[count++] = parent;
      for (int target : targets.get(node)) {
        if (order[target] < 0) {
          visit(target, order[node]);
        }
      }
    }

    DepthFirst result() {
      return new DepthFirst(
          order, Arrays.copyOf(vertices, count), Arrays.copyOf(parents, count), new int[NODES]);
    }

    Predecessors predecessors() {
      int[] starts = new int[count + 1];
      List<Integer> nodes = new ArrayList<>();
      for (int node = 0; node < count; node++) {
        starts[node] = nodes.size();
        for (int from = 0; from < count; from++) {
          if (targets.get(vertices[from]).contains(vertices[node])) {
            nodes.add(from);
          }
        }
      }
      starts[count] = nodes.size();
      return new Predecessors(starts, nodes.stream().mapToInt(Integer::intValue).toArray());
    }
  }
}
