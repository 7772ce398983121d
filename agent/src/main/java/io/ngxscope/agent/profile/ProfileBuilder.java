package io.ngxscope.agent.profile;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects stacks. Its memory has a bound: when there are too many nodes, the lightest are merged
 * into one {@link #REST} below their caller, and counted. Not thread-safe.
 */
public final class ProfileBuilder {
  /** Stands for callees that were too light to be kept apart. */
  public static final Frame REST = new Frame.Unknown("too light to be kept apart");

  /** Bytes of heap that a node may cost until its report is written. */
  private static final int BYTES_A_NODE = 100;

  private static final int LEAST_NODES = 1_000_000;
  private static final int MOST_NODES = 200_000_000;

  private final int maxNodes;
  private final Map<Frame, Integer> frameNumbers = new HashMap<>();
  private final List<Frame> frames = new ArrayList<>();
  private final Map<SampleLabels, Integer> labelNumbers = new HashMap<>();
  private final List<SampleLabels> labels = new ArrayList<>();
  private final Samples samples = new Samples();
  private Nodes nodes = new Nodes();
  private long[] self = new long[1 << 10];
  private long pruned;

  /** A builder that takes a share of the heap. */
  public ProfileBuilder() {
    this(
        (int)
            Math.max(
                LEAST_NODES,
                Math.min(MOST_NODES, Runtime.getRuntime().maxMemory() / BYTES_A_NODE)));
  }

  /**
   * A builder with a bound of its own.
   *
   * @param maxNodes how many nodes there may be before light ones are merged
   */
  public ProfileBuilder(int maxNodes) {
    this.maxNodes = maxNodes;
  }

  /** The number of a frame; the one method that another thread may call. */
  public synchronized int frame(Frame frame) {
    Integer known = frameNumbers.putIfAbsent(frame, frames.size());
    if (known != null) {
      return known;
    }
    frames.add(frame);
    return frames.size() - 1;
  }

  /**
   * The node of a frame below another node. Numbers hold until {@link #trim} says otherwise.
   *
   * @param parent 0 for the root
   */
  public int child(int parent, int frame) {
    return nodes.child(parent, frame);
  }

  /** Adds weight to the stack that ends at a node. */
  public void weigh(int node, long weight) {
    if (node >= self.length) {
      self = Arrays.copyOf(self, Math.max(node + 1, self.length + (self.length >> 1)));
    }
    self[node] = sum(self[node], weight);
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE >> 8 : sum; // what overflows is no honest weight
  }

  /** Adds a stack with all that is known of it. */
  public void sample(Stack stack, long weight, int count, SampleLabels known) {
    int node = 0;
    for (Frame frame : stack.frames()) {
      node = child(node, frame(frame));
    }
    Integer label = labelNumbers.putIfAbsent(known, labels.size());
    if (label == null) {
      labels.add(known);
      label = labels.size() - 1;
    }
    samples.add(node, weight, count, label);
  }

  /**
   * Makes room if there are too many nodes; to be called between two stacks.
   *
   * @return true if nodes have other numbers now
   */
  public boolean trim() {
    if (nodes.size() <= maxNodes) {
      return false;
    }
    long[] weights = Arrays.copyOf(self, nodes.size());
    for (int i = 0; i < samples.size(); i++) {
      weights[samples.node(i)] += samples.weight(i);
    }
    int before = nodes.size();
    Pruning.Result result = Pruning.prune(nodes, weights, frame(REST));
    long[] moved = new long[Math.max(1 << 10, result.nodes().size())];
    for (int node = 0; node < Math.min(before, self.length); node++) {
      moved[result.numbers()[node]] += self[node];
    }
    samples.renumber(result.numbers());
    nodes = result.nodes();
    self = moved;
    pruned += before - nodes.size();
    return true;
  }

  /** Adds all stacks of another profile of the same unit, without their labels. */
  public void add(Profile other) {
    int[] numbers = new int[other.size()];
    for (int node = 1; node < other.size(); node++) {
      numbers[node] =
          child(numbers[other.parent(node)], frame(other.frames().get(other.frame(node))));
    }
    long[] weights = other.selfWeights();
    for (int node = 0; node < weights.length; node++) {
      if (weights[node] > 0) {
        weigh(numbers[node], weights[node]);
      }
    }
    pruned += other.pruned();
    trim();
  }

  Nodes nodes() {
    return nodes;
  }

  Samples samples() {
    return samples;
  }

  long pruned() {
    return pruned;
  }

  /**
   * The profile; nothing may be added afterwards.
   *
   * @param unit what weights count
   */
  public Profile build(String unit) {
    trim();
    int none = labels.indexOf(SampleLabels.NONE);
    for (int node = 0; node < Math.min(self.length, nodes.size()); node++) {
      if (self[node] > 0) {
        if (none < 0) {
          labels.add(SampleLabels.NONE);
          none = labels.size() - 1;
        }
        samples.add(node, self[node], 0, none);
      }
    }
    self = new long[0];
    return new Profile(this, unit, frames, labels);
  }
}
