package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.StackTree;
import java.util.ArrayList;
import java.util.List;

/** Where the boxes of a flame graph lie: as wide as their time, callees within their caller. */
final class FlameBoxes {
  private FlameBoxes() {}

  /**
   * One box.
   *
   * @param x left edge, in pixels
   * @param width in pixels
   * @param depth 0 for the root
   */
  record Box(StackTree.Node node, double x, double width, int depth) {}

  /**
   * Lays out a tree.
   *
   * @param width of the root, in pixels
   * @param minWidth narrower boxes, and all above them, are left out
   */
  static List<Box> of(CallTree calls, double width, double minWidth) {
    List<Box> boxes = new ArrayList<>();
    double perMicro = calls.micros() == 0 ? 0 : width / calls.micros();
    // Where the next box of each depth begins, in microseconds.
    long[] next = new long[calls.depth() + 2];
    for (int number = 0; number < calls.size(); number++) {
      StackTree.Node node = calls.node(number);
      int depth = calls.depth(number);
      long from = next[depth];
      long micros = node.micros();
      next[depth] = from + micros;
      next[depth + 1] = from;
      if (micros > 0 && micros * perMicro >= minWidth) {
        boxes.add(new Box(node, from * perMicro, micros * perMicro, depth));
      }
    }
    return boxes;
  }
}
