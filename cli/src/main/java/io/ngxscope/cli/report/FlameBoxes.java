package io.ngxscope.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Where the boxes of a flame graph lie: as wide as their weight, callees within their caller. */
final class FlameBoxes {
  private FlameBoxes() {}

  /**
   * One box.
   *
   * @param place of its node in the tree
   * @param x left edge, in pixels
   * @param width in pixels
   * @param depth 0 for the root
   */
  record Box(int place, double x, double width, int depth) {}

  /**
   * Lays out a tree.
   *
   * @param width of the root, in pixels
   * @param minWidth narrower boxes, and all above them, are left out
   */
  static List<Box> of(FlameTree tree, double width, double minWidth) {
    List<Box> boxes = new ArrayList<>();
    double perWeight = tree.total(0) == 0 ? 0 : width / tree.total(0);
    // Where the next box of each depth begins, in weight.
    long[] next = new long[tree.depth() + 2];
    for (int place = 0; place < tree.size(); place++) {
      int depth = tree.depth(place);
      long from = next[depth];
      long weight = tree.total(place);
      next[depth] = from + weight;
      next[depth + 1] = from;
      if (weight > 0 && weight * perWeight >= minWidth) {
        boxes.add(new Box(place, from * perWeight, weight * perWeight, depth));
      }
    }
    return boxes;
  }
}
