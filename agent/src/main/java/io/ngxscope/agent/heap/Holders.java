package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.RetainedPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The objects that hold most: where memory comes together. An object that holds much only through
 * one other is passed over for that other.
 */
final class Holders {
  /** Everything hangs on these, which tells nothing. */
  private static final Set<String> TRIVIAL =
      Set.of("registry", "package.loaded", "_G", "main thread", "(unreachable)");

  private final HeapCopy.Reader heap;
  private final ObjectIndex objects;
  private final Dominators dominators;

  Holders(HeapCopy copy, ObjectIndex objects, Dominators dominators) {
    this.heap = copy.reader();
    this.objects = objects;
    this.dominators = dominators;
  }

  /** The largest, at most so many. */
  List<RetainedPath> largest(int count, ReferencePaths paths, ObjectSizes sizes) {
    int nodes = dominators.count();
    long[] most = new long[nodes];
    for (int node = nodes - 1; node > 0; node--) {
      int above = dominators.dominator(node);
      most[above] = Math.max(most[above], dominators.retained(node));
    }
    List<Integer> found = new ArrayList<>();
    long least = Math.max(1, dominators.retained(0) / 2000);
    for (int node = 1; node < nodes; node++) {
      long retained = dominators.retained(node);
      if (retained >= least && most[node] < retained - retained / 4) {
        found.add(node);
      }
    }
    found.sort(Comparator.comparingLong((Integer node) -> dominators.retained(node)).reversed());
    return found.stream()
        .filter(node -> !TRIVIAL.contains(paths.path(dominators.object(node))))
        .limit(count)
        .map(node -> path(node, paths, sizes))
        .toList();
  }

  private RetainedPath path(int node, ReferencePaths paths, ObjectSizes sizes) {
    int number = dominators.object(node);
    long object = heap.address(objects.unit(number));
    return new RetainedPath(
        paths.path(number),
        Names.type(sizes.type(object)),
        sizes.of(object),
        dominators.retained(node),
        dominators.retainedObjects(node));
  }
}
