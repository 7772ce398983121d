package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.StackTree;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.recording.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiFunction;

/**
 * All stacks of a recording as one tree, its nodes in the order in which a flame graph is drawn:
 * every node before its callees, the heaviest callee first. A subtree is then a range of numbers.
 * Columns instead of objects: there may be millions of nodes.
 */
final class CallTree {
  private static final Comparator<StackTree.Node> HEAVIEST_LAST =
      Comparator.comparingLong(StackTree.Node::micros)
          .thenComparing(node -> String.valueOf(node.frame()), Comparator.reverseOrder());

  private final StackTree tree = new StackTree();
  private final List<Leaf> leaves = new ArrayList<>();
  private final StackTree.Node[] nodes;
  private final int[] depths;
  private final IdentityHashMap<StackTree.Node, Integer> leafNumbers = new IdentityHashMap<>();

  /**
   * A stack sample with the node at which its stack ends.
   *
   * @param block number of its block in the recording, or -1 if it belongs to none
   */
  record Leaf(StackTree.Node node, StackSample sample, int block) {}

  private CallTree(Recording recording) {
    for (int i = 0; i < recording.blocks().size(); i++) {
      Block block = recording.blocks().get(i);
      for (StackSample sample : block.stacks()) {
        add(sample, i);
      }
    }
    for (StackEvent event : recording.samples()) {
      add(event.sample(), -1);
    }
    nodes = new StackTree.Node[tree.size()];
    depths = new int[tree.size()];
    number();
  }

  static CallTree of(Recording recording) {
    return new CallTree(recording);
  }

  private void add(StackSample sample, int block) {
    StackTree.Node leaf = tree.add(sample.stack(), sample.micros(), sample.samples());
    leaves.add(new Leaf(leaf, sample, block));
    leafNumbers.put(leaf, 0);
  }

  /** Walks with a stack of its own: stacks may be thousands of frames deep. */
  private void number() {
    StackTree.Node[] todo = new StackTree.Node[64];
    int[] todoDepth = new int[64];
    todo[0] = tree.root();
    int waiting = 1;
    for (int number = 0; waiting > 0; number++) {
      StackTree.Node node = todo[--waiting];
      nodes[number] = node;
      depths[number] = todoDepth[waiting];
      leafNumbers.computeIfPresent(node, numbered(number));
      List<StackTree.Node> callees = node.children();
      if (callees.size() > 1) {
        callees.sort(HEAVIEST_LAST);
      }
      if (waiting + callees.size() > todo.length) {
        todo = Arrays.copyOf(todo, 2 * (waiting + callees.size()));
        todoDepth = Arrays.copyOf(todoDepth, todo.length);
      }
      for (StackTree.Node callee : callees) {
        todo[waiting] = callee;
        todoDepth[waiting++] = depths[number] + 1;
      }
    }
  }

  private static BiFunction<StackTree.Node, Integer, Integer> numbered(int number) {
    return (node, unset) -> number;
  }

  /** How many nodes there are; the first, number 0, is the root, which has no frame. */
  int size() {
    return nodes.length;
  }

  /** The node of a number. */
  StackTree.Node node(int number) {
    return nodes[number];
  }

  /** How many frames are above a node. */
  int depth(int number) {
    return depths[number];
  }

  /** Every sample, in the order of the recording. */
  List<Leaf> leaves() {
    return leaves;
  }

  /** The number of the node at which a stack ends. */
  int number(Leaf leaf) {
    return leafNumbers.getOrDefault(leaf.node(), 0);
  }

  /** Time of all stacks, in microseconds. */
  long micros() {
    return tree.root().micros();
  }

  /** Frames of the deepest stack. */
  int depth() {
    return Arrays.stream(depths).max().orElse(0);
  }

  /** The frame of a node; the root stands for everything. */
  static Frame frame(StackTree.Node node) {
    Frame frame = node.frame();
    return frame == null ? new Frame.Fast("all") : frame;
  }
}
