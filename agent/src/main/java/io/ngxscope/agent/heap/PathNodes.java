package io.ngxscope.agent.heap;

import io.ngxscope.agent.aggregate.PathTree;
import java.util.Arrays;

/**
 * The nodes of folded reference paths while millions of objects are attributed to them: a number
 * for each, found by its parent and by what its label was made from.
 */
final class PathNodes {
  /** The node of no path. */
  static final int ROOT = 0;

  /** Deeper and further paths end where they are: their objects count there. */
  private static final int MAX_DEPTH = 60;

  private static final int MAX_NODES = 300_000;

  private int[] parents = new int[1 << 10];
  private String[] labels = new String[1 << 10];
  private long[] details = new long[1 << 10];
  private byte[] depths = new byte[1 << 10];
  private long[] bytes = new long[1 << 10];
  private long[] objects = new long[1 << 10];
  private int size = 1;
  private int[] table = new int[1 << 12];

  PathNodes() {
    labels[ROOT] = "";
  }

  /** Makes a label, only when its node is new. */
  interface Label {
    String text();
  }

  /**
   * The node of a step.
   *
   * @param detail equal for equal labels under this parent
   */
  int step(int parent, long detail, Label label) {
    int slot = slot(parent, detail);
    if (table[slot] != 0) {
      return table[slot];
    }
    if (depths[parent] >= MAX_DEPTH || size >= MAX_NODES) {
      return parent;
    }
    int node = append(parent, detail, label.text());
    table[slot] = node;
    if (size * 2 > table.length) {
      rehash();
    }
    return node;
  }

  private int append(int parent, long detail, String label) {
    if (size == parents.length) {
      int more = size * 2;
      parents = Arrays.copyOf(parents, more);
      labels = Arrays.copyOf(labels, more);
      details = Arrays.copyOf(details, more);
      depths = Arrays.copyOf(depths, more);
      bytes = Arrays.copyOf(bytes, more);
      objects = Arrays.copyOf(objects, more);
    }
    parents[size] = parent;
    labels[size] = label;
    details[size] = detail;
    depths[size] = (byte) (depths[parent] + 1);
    return size++;
  }

  private int slot(int parent, long detail) {
    long mixed = (detail ^ parent * 0x9e37_79b9_7f4a_7c15L) * 0xbf58_476d_1ce4_e5b9L;
    int slot = (int) (mixed >>> 32) & (table.length - 1);
    while (table[slot] != 0 && (parents[table[slot]] != parent || details[table[slot]] != detail)) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  private void rehash() {
    table = new int[table.length * 2];
    for (int node = 1; node < size; node++) {
      table[slot(parents[node], details[node])] = node;
    }
  }

  /** What the label of a node was made from. */
  long detail(int node) {
    return details[node];
  }

  /** The node before a node. */
  int parent(int node) {
    return parents[node];
  }

  /** The last step to a node, in words. */
  String label(int node) {
    return labels[node];
  }

  /** Counts an object at a node. */
  void count(int node, long size) {
    objects[node]++;
    bytes[node] += size;
  }

  /** The whole path in words. */
  String path(int node) {
    StringBuilder path = new StringBuilder();
    for (int at = node; at != ROOT; at = parents[at]) {
      path.insert(0, labels[at]);
    }
    return path.toString();
  }

  /** What was counted, as a tree whose labels are words. */
  PathTree tree() {
    PathTree tree = new PathTree();
    PathTree.Node[] nodes = new PathTree.Node[size];
    nodes[ROOT] = tree.root();
    for (int node = 1; node < size; node++) {
      nodes[node] = tree.step(nodes[parents[node]], labels[node]); // parents come first
    }
    for (int node = 0; node < size; node++) {
      if (objects[node] > 0) {
        tree.add(nodes[node], objects[node], bytes[node]);
      }
    }
    return tree;
  }
}
