package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.PathTree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * The flame graph of who holds the memory: boxes as wide as their bytes, what is held above what
 * holds it. Built like those of flamegraph.pl, with the words in titles, so that it needs no
 * script.
 */
final class RetentionGraph {
  static final int WIDTH = 1200;
  private static final int SIDE = 10;
  private static final int ROW = 17;
  private static final double CHARACTER = 6.9;

  /** Narrower boxes are left out, in pixels. */
  private static final double MIN_WIDTH = 0.3;

  private static final int MAX_BOXES = 20_000;
  private static final String[] FILLS = {"#a9c6e8", "#f4a65d", "#b4e3d2", "#efdc68", "#d3a3cd"};

  private record Box(PathTree.Node node, double x, double width, int depth) {}

  private final List<Box> boxes;
  private final long total;

  RetentionGraph(PathTree paths) {
    this.total = paths.root().bytes();
    this.boxes = total == 0 ? List.of() : layout(paths);
  }

  private static List<Box> layout(PathTree paths) {
    List<Box> boxes = new ArrayList<>();
    Deque<Box> todo = new ArrayDeque<>();
    todo.add(new Box(paths.root(), SIDE, WIDTH - 2.0 * SIDE, 0));
    while (!todo.isEmpty() && boxes.size() < MAX_BOXES) {
      Box box = todo.remove(); // breadth first: what does not fit is the narrowest
      boxes.add(box);
      double x = box.x();
      List<PathTree.Node> children = new ArrayList<>(box.node().children());
      children.sort(Comparator.comparingLong(PathTree.Node::bytes).reversed());
      for (PathTree.Node child : children) {
        double width = box.width() * child.bytes() / box.node().bytes();
        if (width >= MIN_WIDTH) {
          todo.add(new Box(child, x, width, box.depth() + 1));
        }
        x += width;
      }
    }
    return boxes;
  }

  /** Height of all rows, in pixels. */
  int height() {
    return (boxes.stream().mapToInt(Box::depth).max().orElse(0) + 1) * ROW;
  }

  /** Writes the boxes, the root lowest. */
  void write(Appendable svg, int bottom) throws IOException {
    for (Box box : boxes) {
      PathTree.Node node = box.node();
      String label = box.depth() == 0 ? "all" : node.label().strip();
      String path = box.depth() == 0 ? "all" : node.path();
      double y = bottom - (box.depth() + 1.0) * ROW;
      svg.append("<g class=\"func_g\"><title>")
          .append(Markup.of(path, 600))
          .append(
              format(
                  " (%s, %s, %.2f%%)</title>",
                  Quantities.size(node.bytes()),
                  Quantities.count(node.objects(), "object"),
                  100.0 * node.bytes() / total))
          .append(
              format(
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\" rx=\"2\""
                      + " ry=\"2\"/>",
                  box.x(), y, box.width(), ROW - 1, fill(box)))
          .append(
              format(
                  "<text x=\"%.1f\" y=\"%.1f\">%s</text></g>\n",
                  box.x() + 3, y + 12, Markup.of(fitting(label, box.width()))));
    }
  }

  /** Neighbours differ, and the same label looks the same everywhere. */
  private static String fill(Box box) {
    return box.depth() == 0
        ? "#e4e4e4"
        : FILLS[Math.floorMod(box.node().label().hashCode(), FILLS.length)];
  }

  private static String fitting(String label, double width) {
    int characters = (int) ((width - 6) / CHARACTER);
    String printable = Printable.of(label);
    if (characters < 3) {
      return "";
    }
    return printable.codePointCount(0, printable.length()) <= characters
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, characters - 2)) + "..";
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
