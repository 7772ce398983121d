package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stacks added up to a call tree, the outermost frames at its root. Each node carries the time and
 * the number of observations of all stacks that pass through it. Nothing here recurses: stacks may
 * be thousands of frames deep. Not thread-safe.
 */
public final class StackTree {
  private final Node root = new Node(null);
  private int size = 1;

  /** A frame in the context of its callers. */
  public static final class Node {
    // Trees have millions of nodes, most of them with one child: a chain, and an index for the few
    // that are wide.
    private static final int INDEX_FROM = 9;
    private final @Nullable Frame frame;
    private @Nullable Node firstChild;
    private @Nullable Node lastChild;
    private @Nullable Node nextSibling;
    private @Nullable Map<Frame, Node> index;
    private int childCount;
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
    public List<Node> children() {
      List<Node> children = new ArrayList<>(childCount);
      for (Node child = firstChild; child != null; child = child.nextSibling) {
        children.add(child);
      }
      return children;
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

    private @Nullable Node find(Frame called) {
      if (index != null) {
        return index.get(called);
      }
      Node child = firstChild;
      while (child != null && !called.equals(child.frame)) {
        child = child.nextSibling;
      }
      return child;
    }

    private Node append(Frame called) {
      Node child = new Node(called);
      if (lastChild == null) {
        firstChild = child;
      } else {
        lastChild.nextSibling = child;
      }
      lastChild = child;
      childCount++;
      if (index != null) {
        index.put(called, child);
      } else if (childCount >= INDEX_FROM) {
        index = indexed();
      }
      return child;
    }

    private Map<Frame, Node> indexed() {
      Map<Frame, Node> all = new HashMap<>();
      for (Node child : children()) {
        if (child.frame != null) {
          all.put(child.frame, child);
        }
      }
      return all;
    }

    private void weigh(long addMicros, long addSamples) {
      micros += addMicros;
      samples += addSamples;
    }
  }

  private Node child(Node node, Frame called) {
    Node known = node.find(called);
    if (known != null) {
      return known;
    }
    size++;
    return node.append(called);
  }

  /** How many nodes there are, the root included. */
  public int size() {
    return size;
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
      node = child(node, frame);
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
          todo.push(new Node[] {child(into, child.frame), child});
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
