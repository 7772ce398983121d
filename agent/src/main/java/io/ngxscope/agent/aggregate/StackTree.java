package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stacks added up to a call tree, the outermost frames at its root. Each node carries the time and
 * the number of observations of all stacks that pass through it. Nothing here recurses: stacks may
 * be thousands of frames deep. Not thread-safe.
 */
public final class StackTree {
  private final Node root = new Node(null);

  /** A frame in the context of its callers. */
  public static final class Node {
    private final @Nullable Frame frame;
    private @Nullable Map<Frame, Node> children;
    private long micros;
    private long samples;
    private long selfMicros;

    private Node(@Nullable Frame frame) {
      this.frame = frame;
    }

    /** The frame; null for the root alone. */
    public @Nullable Frame frame() {
      return frame;
    }

    /** What it called, in the order in which it was met. */
    public Collection<Node> children() {
      return children == null
          ? Collections.emptyList()
          : Collections.unmodifiableCollection(children.values());
    }

    /** Time of all stacks through here, in microseconds. */
    public long micros() {
      return micros;
    }

    /** Observations of all stacks through here. */
    public long samples() {
      return samples;
    }

    /** Time of the stacks that end here, in microseconds. */
    public long selfMicros() {
      return selfMicros;
    }

    private Node child(Frame called) {
      if (children == null) {
        children = new LinkedHashMap<>(4);
      }
      return children.computeIfAbsent(called, Node::new);
    }

    private void weigh(long addMicros, long addSamples) {
      micros += addMicros;
      samples += addSamples;
    }
  }

  /**
   * Adds a stack.
   *
   * @param micros the time that it stands for, in microseconds
   * @param samples how often it was observed
   * @return the node at which the stack ends
   */
  public Node add(Stack stack, long micros, long samples) {
    Node node = root;
    node.weigh(micros, samples);
    for (Frame frame : stack.frames()) {
      node = node.child(frame);
      node.weigh(micros, samples);
    }
    node.selfMicros += micros;
    return node;
  }

  /** Adds all that another tree holds; that one stays as it is. */
  public void merge(StackTree other) {
    Deque<Node[]> todo = new ArrayDeque<>();
    todo.push(new Node[] {root, other.root});
    while (!todo.isEmpty()) {
      Node[] pair = todo.pop();
      Node into = pair[0];
      Node from = pair[1];
      into.weigh(from.micros, from.samples);
      into.selfMicros += from.selfMicros;
      for (Node child : from.children()) {
        if (child.frame != null) {
          todo.push(new Node[] {into.child(child.frame), child});
        }
      }
    }
  }

  /** The node of all stacks, without a frame. */
  public Node root() {
    return root;
  }

  /** Frames of the deepest stack. */
  public int depth() {
    record At(Node node, int depth) {}
    Deque<At> todo = new ArrayDeque<>();
    todo.push(new At(root, 0));
    int deepest = 0;
    while (!todo.isEmpty()) {
      At at = todo.pop();
      deepest = Math.max(deepest, at.depth());
      at.node().children().forEach(c -> todo.push(new At(c, at.depth() + 1)));
    }
    return deepest;
  }
}
