package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.StackTree;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.recording.Recording;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * All stacks of a recording as one tree, its nodes in the order in which a flame graph is drawn:
 * every node before its callees, the heaviest callee first. A subtree is then a range of the list.
 */
final class CallTree {
  private static final Comparator<StackTree.Node> HEAVIEST_FIRST =
      Comparator.comparingLong(StackTree.Node::micros)
          .reversed()
          .thenComparing(node -> String.valueOf(node.frame()));

  private final List<Row> rows = new ArrayList<>();
  private final List<Leaf> leaves = new ArrayList<>();
  private final IdentityHashMap<StackTree.Node, Integer> numbers = new IdentityHashMap<>();
  private final StackTree tree = new StackTree();

  /**
   * A node with its place.
   *
   * @param depth frames above it; 0 for the root, which has no frame
   */
  record Row(StackTree.Node node, int depth) {}

  /**
   * A stack sample with the node at which its stack ends.
   *
   * @param block number of its block in the recording, or -1 if it belongs to none
   */
  record Leaf(StackTree.Node node, StackSample sample, int block) {}

  private CallTree() {}

  static CallTree of(Recording recording) {
    CallTree calls = new CallTree();
    for (int i = 0; i < recording.blocks().size(); i++) {
      Block block = recording.blocks().get(i);
      for (StackSample sample : block.stacks()) {
        calls.add(sample, i);
      }
    }
    for (StackEvent event : recording.samples()) {
      calls.add(event.sample(), -1);
    }
    calls.number();
    return calls;
  }

  private void add(StackSample sample, int block) {
    StackTree.Node leaf = tree.add(sample.stack(), sample.micros(), sample.samples());
    leaves.add(new Leaf(leaf, sample, block));
  }

  private void number() {
    Deque<Row> todo = new ArrayDeque<>();
    todo.push(new Row(tree.root(), 0));
    while (!todo.isEmpty()) {
      Row row = todo.pop();
      numbers.put(row.node(), rows.size());
      rows.add(row);
      List<StackTree.Node> callees = new ArrayList<>(row.node().children());
      callees.sort(HEAVIEST_FIRST.reversed());
      callees.forEach(callee -> todo.push(new Row(callee, row.depth() + 1)));
    }
  }

  /** Every node, the root first. */
  List<Row> rows() {
    return rows;
  }

  /** Every sample, in the order of the recording. */
  List<Leaf> leaves() {
    return leaves;
  }

  /** The place of a node in {@link #rows()}. */
  int number(StackTree.Node node) {
    return numbers.getOrDefault(node, 0);
  }

  /** Time of all stacks, in microseconds. */
  long micros() {
    return tree.root().micros();
  }

  /** Frames of the deepest stack. */
  int depth() {
    return rows.stream().mapToInt(Row::depth).max().orElse(0);
  }

  /** The frame of a node; the root stands for everything. */
  static Frame frame(StackTree.Node node) {
    Frame frame = node.frame();
    return frame == null ? new Frame.Fast("all") : frame;
  }
}
