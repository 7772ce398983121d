package io.ngxscope.agent.profile;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Stacks with weights. Stacks share their outer frames: each is a path in a tree whose nodes have
 * numbers, the root 0, every node above its callers'. Made by {@link ProfileBuilder}.
 */
public final class Profile {
  private final String unit;
  private final List<Frame> frames;
  private final List<SampleLabels> labels;
  private final int size;
  private final int[] parents;
  private final int[] frameOf;
  private final Samples samples;
  private final long pruned;

  Profile(ProfileBuilder from, String unit, List<Frame> frames, List<SampleLabels> labels) {
    this.unit = unit;
    this.frames = Collections.unmodifiableList(frames);
    this.labels = Collections.unmodifiableList(labels);
    this.size = from.nodes().size();
    this.parents = from.nodes().parents();
    this.frameOf = from.nodes().frames();
    this.samples = from.samples();
    this.pruned = from.pruned();
  }

  /** What weights count: {@code microseconds}, {@code bytes}, {@code samples}, ... */
  public String unit() {
    return unit;
  }

  /** Every frame that is met, without an order. */
  public List<Frame> frames() {
    return frames;
  }

  /** Every combination of labels; samples refer to it. */
  public List<SampleLabels> labels() {
    return labels;
  }

  /** How many nodes there are, the root included. */
  public int size() {
    return size;
  }

  /** The caller of a node above 0. */
  public int parent(int node) {
    return parents[node];
  }

  /** The number of a node's frame in {@link #frames()}; -1 for the root. */
  public int frame(int node) {
    return frameOf[node];
  }

  /** The weights. */
  public Samples samples() {
    return samples;
  }

  /** How many nodes were merged with their callers' since there were too many to keep. */
  public long pruned() {
    return pruned;
  }

  /** Weight of all samples. */
  public long total() {
    long sum = 0;
    for (int i = 0; i < samples.size(); i++) {
      sum += samples.weight(i);
    }
    return sum;
  }

  /** For every node the weight of the stacks that end there. */
  public long[] selfWeights() {
    long[] self = new long[size];
    for (int i = 0; i < samples.size(); i++) {
      self[samples.node(i)] += samples.weight(i);
    }
    return self;
  }

  /** The stack that ends at a node. */
  public Stack stack(int node) {
    List<Frame> path = new ArrayList<>();
    for (int at = node; at > 0; at = parents[at]) {
      path.add(frames.get(frameOf[at]));
    }
    Collections.reverse(path);
    return new Stack(path);
  }
}
