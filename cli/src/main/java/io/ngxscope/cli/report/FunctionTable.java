package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Functions by the weight of what they do themselves and of all that they call. */
final class FunctionTable {
  private FunctionTable() {}

  /**
   * One function.
   *
   * @param self weight of the stacks that end in it
   * @param total weight of the stacks that it is in; one that is in a stack twice counts once
   */
  record Row(Frame frame, long self, long total) {}

  /** All of them, the largest own weight first. */
  static List<Row> of(FlameTree tree) {
    int frames = tree.profile().frames().size();
    long[] self = new long[frames];
    long[] total = new long[frames];
    // Up to which place a frame's outermost occurrence reaches.
    int[] openUntil = new int[frames];
    int[] ends = ends(tree);
    long[] own = tree.profile().selfWeights();
    for (int node = 1; node < own.length; node++) {
      self[tree.profile().frame(node)] += own[node];
    }
    for (int place = 1; place < tree.size(); place++) {
      int frame = tree.frameNumber(place);
      if (place >= openUntil[frame]) {
        total[frame] += tree.total(place);
        openUntil[frame] = ends[place];
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      rows.add(new Row(tree.profile().frames().get(i), self[i], total[i]));
    }
    rows.sort(
        Comparator.comparingLong(Row::self)
            .thenComparingLong(Row::total)
            .reversed()
            .thenComparing(row -> FrameText.name(row.frame())));
    return rows;
  }

  /** Behind the last place of each subtree. */
  private static int[] ends(FlameTree tree) {
    int[] ends = new int[tree.size()];
    int[] open = new int[tree.depth() + 2];
    int depth = -1;
    for (int place = 0; place < tree.size(); place++) {
      while (depth >= tree.depth(place)) {
        ends[open[depth--]] = place;
      }
      open[++depth] = place;
    }
    while (depth >= 0) {
      ends[open[depth--]] = tree.size();
    }
    return ends;
  }
}
