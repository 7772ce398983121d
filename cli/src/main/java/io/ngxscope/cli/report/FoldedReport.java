package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.FoldedStacks;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.ProfileBuilder;
import io.ngxscope.agent.recording.SafeJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Folded stacks for flamegraph.pl and its relatives, one line for each different stack, in the
 * order of their bytes; times are microseconds. Lines are made while they are written: all of them
 * at once could be many times as large as the profile.
 */
public final class FoldedReport implements ProfileReport {
  /** A report without options. */
  public FoldedReport() {}

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
    new Lines(merged(profile), buffered).write();
    buffered.flush();
  }

  /** Frames that differ only in what folded text cannot tell become one. */
  private static Profile merged(Profile profile) {
    Map<String, Integer> numbers = new HashMap<>();
    ProfileBuilder builder = new ProfileBuilder(Integer.MAX_VALUE);
    int[] frames = new int[profile.frames().size()];
    for (int i = 0; i < frames.length; i++) {
      String label = FoldedStacks.stack(new Stack(List.of(profile.frames().get(i))));
      frames[i] =
          numbers.computeIfAbsent(
              label, text -> builder.frame(new Frame.Native(text, "", 0, NameSource.NONE, false)));
    }
    int[] nodes = new int[profile.size()];
    long[] weights = profile.selfWeights();
    for (int node = 0; node < profile.size(); node++) {
      if (node > 0) {
        nodes[node] = builder.child(nodes[profile.parent(node)], frames[profile.frame(node)]);
      }
      if (weights[node] > 0) {
        builder.weigh(nodes[node], weights[node]);
      }
    }
    return builder.build(profile.unit());
  }

  private static final class Lines {
    private final Profile profile;
    private final OutputStream out;
    private final byte[][] labels;
    private final long[] weights;
    private final int[] firstChild;
    private final int[] nextSibling;
    private byte[] line = new byte[1 << 10];
    private int length;

    Lines(Profile profile, OutputStream out) {
      this.profile = profile;
      this.out = out;
      labels = new byte[profile.frames().size()][];
      for (int i = 0; i < labels.length; i++) {
        String label = FoldedStacks.label(profile.frames().get(i));
        labels[i] = SafeJson.wellFormed(label).getBytes(StandardCharsets.UTF_8);
      }
      weights = profile.selfWeights();
      firstChild = new int[profile.size()];
      nextSibling = new int[profile.size()];
      for (int node = profile.size() - 1; node > 0; node--) {
        nextSibling[node] = firstChild[profile.parent(node)];
        firstChild[profile.parent(node)] = node;
      }
    }

    /** The callees of a node that are still to be written, and how long the line was before. */
    private record Level(List<Step> steps, int length) {}

    /** A stack that ends at a node, or everything that it called. */
    private record Step(int node, boolean callees) {}

    void write() throws IOException {
      if (weights[0] > 0) {
        append("[no stack]".getBytes(StandardCharsets.US_ASCII));
        line(weights[0]);
        length = 0;
      }
      List<Level> path = new ArrayList<>();
      path.add(new Level(steps(0), 0));
      while (!path.isEmpty()) {
        Level level = path.get(path.size() - 1);
        length = level.length();
        if (level.steps().isEmpty()) {
          path.remove(path.size() - 1);
          continue;
        }
        Step step = level.steps().remove(level.steps().size() - 1);
        append(labels[profile.frame(step.node())]);
        if (step.callees()) {
          append(new byte[] {';'});
          path.add(new Level(steps(step.node()), length));
        } else {
          line(weights[step.node()]);
        }
      }
    }

    /**
     * In the order in which whole lines would sort: a semicolon counts like a letter. The first is
     * last.
     */
    private List<Step> steps(int node) {
      List<Step> steps = new ArrayList<>();
      for (int callee = firstChild[node]; callee != 0; callee = nextSibling[callee]) {
        if (weights[callee] > 0) {
          steps.add(new Step(callee, false));
        }
        if (firstChild[callee] != 0) {
          steps.add(new Step(callee, true));
        }
      }
      if (steps.size() > 1) {
        steps.sort((a, b) -> compare(b, a));
      }
      return steps;
    }

    private int compare(Step a, Step b) {
      byte[] labelA = labels[profile.frame(a.node())];
      byte[] labelB = labels[profile.frame(b.node())];
      int at = Arrays.mismatch(labelA, labelB);
      return at < 0
          ? Boolean.compare(a.callees(), b.callees())
          : Integer.compare(byteAt(labelA, at, a.callees()), byteAt(labelB, at, b.callees()));
    }

    private static int byteAt(byte[] label, int at, boolean callees) {
      return at < label.length ? label[at] & 0xff : callees ? ';' : -1;
    }

    private void append(byte[] bytes) {
      if (length + bytes.length > line.length) {
        line = Arrays.copyOf(line, 2 * (length + bytes.length));
      }
      System.arraycopy(bytes, 0, line, length, bytes.length);
      length += bytes.length;
    }

    private void line(long weight) throws IOException {
      out.write(line, 0, length);
      out.write((" " + weight + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }
}
