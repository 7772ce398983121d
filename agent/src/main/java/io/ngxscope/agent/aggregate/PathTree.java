package io.ngxscope.agent.aggregate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Memory by the path that leads to it: the tree of a flame graph whose boxes are bytes. Steps with
 * the same label share a node. Nothing here recurses. Not thread-safe.
 */
public final class PathTree {
  private final Node root = new Node(null, "");
  private int size = 1;

  /** A step in the context of those before it. */
  public static final class Node {
    private final @Nullable Node parent;
    private final String label;
    private final Map<String, Node> children = new LinkedHashMap<>(4);
    private long bytes;
    private long objects;
    private long selfBytes;
    private long selfObjects;

    private Node(@Nullable Node parent, String label) {
      this.parent = parent;
      this.label = label;
    }

    /** The step in words, such as {@code .entries}; empty for the root. Hostile text. */
    public String label() {
      return label;
    }

    /** The steps that follow, in the order in which they were added. */
    public List<Node> children() {
      return List.copyOf(children.values());
    }

    /** The step that follows under a label, or null. */
    public @Nullable Node child(String wanted) {
      return children.get(wanted);
    }

    /** Bytes at this step and behind it. */
    public long bytes() {
      return bytes;
    }

    /** Objects at this step and behind it. */
    public long objects() {
      return objects;
    }

    /** Bytes at this step. */
    public long selfBytes() {
      return selfBytes;
    }

    /** Objects at this step. */
    public long selfObjects() {
      return selfObjects;
    }

    /** All labels from the root to here. */
    public List<String> labels() {
      Deque<String> labels = new ArrayDeque<>();
      for (Node at = this; at != null && at.parent != null; at = at.parent) {
        labels.addFirst(at.label);
      }
      return List.copyOf(labels);
    }

    /** The whole path as one expression. */
    public String path() {
      return String.join("", labels());
    }
  }

  /** The node of all paths. */
  public Node root() {
    return root;
  }

  /** How many nodes there are, the root included. */
  public int size() {
    return size;
  }

  /** The node of a step, made if it is new. */
  public Node step(Node from, String label) {
    return from.children.computeIfAbsent(
        label,
        l -> {
          size++;
          return new Node(from, l);
        });
  }

  /** Adds memory at a node, and so to all steps on the way. */
  public void add(Node at, long objects, long bytes) {
    at.selfBytes += bytes;
    at.selfObjects += objects;
    for (Node node = at; node != null; node = node.parent) {
      node.bytes += bytes;
      node.objects += objects;
    }
  }

  /** Every node, parents before children, siblings in their order. */
  public List<Node> nodes() {
    List<Node> all = new ArrayList<>();
    Deque<Node> todo = new ArrayDeque<>();
    todo.push(root);
    while (!todo.isEmpty()) {
      Node node = todo.pop();
      all.add(node);
      List<Node> children = node.children();
      for (int i = children.size() - 1; i >= 0; i--) {
        todo.push(children.get(i));
      }
    }
    return all;
  }
}
