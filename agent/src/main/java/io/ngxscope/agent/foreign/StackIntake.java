package io.ngxscope.agent.foreign;

import io.ngxscope.agent.profile.ProfileBuilder;
import java.util.Arrays;

/**
 * Puts stacks that are numbers into the tree. The path of the last stack is kept, since neighbours
 * share their outer frames.
 */
final class StackIntake {
  private final Intake intake;
  private final ProfileBuilder builder;
  private int[] nodes = new int[64];
  private int[] frames = new int[64];
  private boolean moved;

  StackIntake(Intake intake) {
    this.intake = intake;
    this.builder = intake.builder();
  }

  void add(StackBatch batch) {
    int at = 0;
    while (at < batch.size()) {
      int shared = batch.numbers()[at];
      int count = batch.numbers()[at + StackBatch.HEAD - 1];
      intake.added(path(batch.numbers(), at + StackBatch.HEAD, shared, count), batch.weight(at));
      moved |= builder.trim();
      at += StackBatch.HEAD + count;
    }
  }

  private int path(int[] numbers, int from, int shared, int count) {
    if (shared + count > nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * (shared + count));
      frames = Arrays.copyOf(frames, nodes.length);
    }
    if (moved) {
      findAgain(shared);
    }
    int node = shared == 0 ? 0 : nodes[shared - 1];
    for (int i = 0; i < count; i++) {
      int frame = numbers[from + i];
      node = builder.child(node, frame);
      nodes[shared + i] = node;
      frames[shared + i] = frame;
    }
    return node;
  }

  /** The numbers of nodes are others now. */
  private void findAgain(int shared) {
    int node = 0;
    for (int i = 0; i < shared; i++) {
      node = builder.child(node, frames[i]);
      nodes[i] = node;
    }
    moved = false;
  }
}
