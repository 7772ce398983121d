package io.ngxscope.agent.profile;

import java.util.Arrays;

/** Weights of stacks, in columns: where a stack ends, what it weighs, how often it was seen. */
public final class Samples {
  private int[] nodes = new int[64];
  private long[] weights = new long[64];
  private int[] counts = new int[64];
  private int[] labels = new int[64];
  private int size;

  Samples() {}

  void add(int node, long weight, int count, int label) {
    if (size == nodes.length) {
      int room = size + (size >> 1);
      nodes = Arrays.copyOf(nodes, room);
      weights = Arrays.copyOf(weights, room);
      counts = Arrays.copyOf(counts, room);
      labels = Arrays.copyOf(labels, room);
    }
    nodes[size] = node;
    weights[size] = weight;
    counts[size] = count;
    labels[size++] = label;
  }

  /** Gives the samples of nodes that were dropped to others. */
  void renumber(int[] numbers) {
    for (int i = 0; i < size; i++) {
      nodes[i] = numbers[nodes[i]];
    }
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The node at which the stack of a sample ends; 0 for a stack without frames. */
  public int node(int sample) {
    return nodes[sample];
  }

  /** Its weight in the profile's unit, not negative. */
  public long weight(int sample) {
    return weights[sample];
  }

  /** How many observations it stands for; 0 if that is not known. */
  public int count(int sample) {
    return counts[sample];
  }

  /** The number of its labels in {@link Profile#labels()}. */
  public int label(int sample) {
    return labels[sample];
  }
}
