package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.FoldedStacks;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.Samples;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A profile in the order in which a flame graph is drawn: every node before its callees, the
 * heaviest callee first, equally heavy ones by name. A subtree is then a range of places. Columns
 * instead of objects: there may be millions of nodes.
 */
final class FlameTree {
  private final Profile profile;
  private final int size;
  private final int[] depths;
  private final int[] frames;
  private final long[] totals;
  private final int[] counts;
  private final int[] places; // of the profile's nodes

  private FlameTree(Profile profile) {
    this.profile = profile;
    size = profile.size();
    depths = new int[size];
    frames = new int[size];
    totals = new long[size];
    counts = new int[size];
    places = new int[size];
  }

  static FlameTree of(Profile profile) {
    FlameTree tree = new FlameTree(profile);
    long[] nodeTotals = new long[tree.size];
    int[] nodeCounts = new int[tree.size];
    tree.sum(nodeTotals, nodeCounts);
    new Walk(tree, nodeTotals, nodeCounts).run();
    return tree;
  }

  private void sum(long[] nodeTotals, int[] nodeCounts) {
    Samples samples = profile.samples();
    for (int i = 0; i < samples.size(); i++) {
      nodeTotals[samples.node(i)] += samples.weight(i);
      nodeCounts[samples.node(i)] += samples.count(i);
    }
    for (int node = size - 1; node > 0; node--) {
      nodeTotals[profile.parent(node)] += nodeTotals[node];
      nodeCounts[profile.parent(node)] += nodeCounts[node];
    }
  }

  Profile profile() {
    return profile;
  }

  /** How many places there are; the first, number 0, is the root, which has no frame. */
  int size() {
    return size;
  }

  /** How many frames are above a place. */
  int depth(int place) {
    return depths[place];
  }

  /** The number of the frame, -1 for the root. */
  int frameNumber(int place) {
    return frames[place];
  }

  /** The frame; the root stands for everything. */
  Frame frame(int place) {
    return place == 0 ? new Frame.Fast("all") : profile.frames().get(frames[place]);
  }

  /** Weight of all stacks through here. */
  long total(int place) {
    return totals[place];
  }

  /** Observations of all stacks through here, as far as they are known. */
  int count(int place) {
    return counts[place];
  }

  /** The place of one of the profile's nodes. */
  int place(int node) {
    return places[node];
  }

  /** Frames of the deepest stack. */
  int depth() {
    return Arrays.stream(depths).max().orElse(0);
  }

  /** Puts nodes into order; with a stack of its own, since stacks may be thousands deep. */
  private static final class Walk {
    private static final int FEW = 12;
    private final FlameTree tree;
    private final long[] nodeTotals;
    private final int[] nodeCounts;
    private final int[] ranks;
    private final int[] firstChild;
    private final int[] nextSibling;
    private int[] todo = new int[64];
    private int waiting = 1;

    Walk(FlameTree tree, long[] nodeTotals, int[] nodeCounts) {
      this.tree = tree;
      this.nodeTotals = nodeTotals;
      this.nodeCounts = nodeCounts;
      ranks = ranks(tree.profile.frames());
      firstChild = new int[tree.size];
      nextSibling = new int[tree.size];
      for (int node = tree.size - 1; node > 0; node--) {
        int parent = tree.profile.parent(node);
        nextSibling[node] = firstChild[parent];
        firstChild[parent] = node;
      }
    }

    /** The order of frames by name, so that it is the same whatever came first. */
    private static int[] ranks(List<Frame> frames) {
      String[] names = frames.stream().map(FoldedStacks::label).toArray(String[]::new);
      Integer[] order = new Integer[names.length];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, Comparator.comparing(i -> names[i]));
      int[] ranks = new int[names.length];
      for (int i = 0; i < order.length; i++) {
        ranks[order[i]] = i;
      }
      return ranks;
    }

    void run() {
      for (int place = 0; waiting > 0; place++) {
        int node = todo[--waiting];
        tree.places[node] = place;
        tree.frames[place] = tree.profile.frame(node);
        tree.totals[place] = nodeTotals[node];
        tree.counts[place] = nodeCounts[node];
        if (node > 0) {
          tree.depths[place] = tree.depths[tree.places[tree.profile.parent(node)]] + 1;
        }
        pushCallees(node);
      }
    }

    private void pushCallees(int node) {
      int from = waiting;
      for (int callee = firstChild[node]; callee != 0; callee = nextSibling[callee]) {
        if (waiting == todo.length) {
          todo = Arrays.copyOf(todo, 2 * waiting);
        }
        todo[waiting++] = callee;
      }
      if (waiting - from > 1) {
        sort(from);
      }
    }

    /** The lightest first, since the last one is taken first. */
    private void sort(int from) {
      if (waiting - from > FEW) {
        Integer[] many = new Integer[waiting - from];
        Arrays.setAll(many, i -> todo[from + i]);
        Arrays.sort(many, this::lighter);
        for (int i = 0; i < many.length; i++) {
          todo[from + i] = many[i];
        }
        return;
      }
      for (int i = from + 1; i < waiting; i++) {
        int node = todo[i];
        int at = i;
        while (at > from && lighter(node, todo[at - 1]) < 0) {
          todo[at] = todo[--at];
        }
        todo[at] = node;
      }
    }

    private int lighter(int a, int b) {
      int byWeight = Long.compare(nodeTotals[a], nodeTotals[b]);
      return byWeight != 0
          ? byWeight
          : Integer.compare(ranks[tree.profile.frame(b)], ranks[tree.profile.frame(a)]);
    }
  }
}
