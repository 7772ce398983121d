package io.ngxscope.agent.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Folded stacks: {@code outer;inner 12}. Neighbouring lines mostly share their outer frames, so the
 * path of the last line is kept and only the rest of a line is looked up.
 */
final class FoldedReader {
  private static final int LOOK_AT_LINES = 50;
  private static final int MAX_DEPTH = 1 << 20;
  private final Intake intake;
  private final FrameNames names;
  private byte[] last = new byte[1 << 10];
  private int lastLength;
  private int depth;
  private int[] ends = new int[64]; // where each frame of the last stack ends, in `last`
  private int[] path = new int[64]; // and its node

  private FoldedReader(Intake intake) {
    this.intake = intake;
    this.names = new FrameNames(intake.builder());
  }

  static boolean recognises(Head head) {
    List<String> lines =
        head.lines().stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .limit(LOOK_AT_LINES)
            .toList();
    return !lines.isEmpty() && lines.stream().filter(Head::isFolded).count() * 2 >= lines.size();
  }

  static void read(InputStream in, Intake intake) throws IOException {
    FoldedReader reader = new FoldedReader(intake);
    ByteLines lines = new ByteLines(in);
    long rounded = 0;
    while (lines.next()) {
      byte[] b = lines.buffer();
      int end = trimmed(b, lines.start(), lines.end());
      if (end == lines.start() || b[lines.start()] == '#') {
        continue;
      }
      int number = numberStart(b, lines.start(), end);
      int stackEnd = number < 0 ? -1 : trimmed(b, lines.start(), number);
      long weight = number < 0 || stackEnd == number ? -1 : weight(b, number, end);
      if (weight < 0 || stackEnd <= lines.start()) {
        intake.skipLine();
        continue;
      }
      rounded += isWhole(b, number, end) ? 0 : 1;
      reader.stack(b, lines.start(), stackEnd, weight);
    }
    if (rounded > 0) {
      intake.note(rounded + " weights with fractions were rounded.");
    }
    if (reader.names.refused() > 0) {
      intake.note("There are too many different names: the later ones are shown as one.");
    }
  }

  private static int trimmed(byte[] b, int start, int end) {
    int at = end;
    while (at > start && (b[at - 1] == ' ' || b[at - 1] == '\t')) {
      at--;
    }
    return at;
  }

  /** Where the number at the end of a line begins, or -1. */
  private static int numberStart(byte[] b, int start, int end) {
    int at = end;
    while (at > start && ((b[at - 1] >= '0' && b[at - 1] <= '9') || b[at - 1] == '.')) {
      at--;
    }
    return at == end || b[at] == '.' ? -1 : at;
  }

  private static boolean isWhole(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] == '.') {
        return false;
      }
    }
    return true;
  }

  /** A number of at most 18 digits before its point, rounded; -1 for anything else. */
  private static long weight(byte[] b, int from, int to) {
    long value = 0;
    int at = from;
    while (at < to && b[at] != '.') {
      value = value * 10 + (b[at++] - '0');
      if (at - from > 18) {
        return -1;
      }
    }
    for (int i = at + 1; i < to; i++) {
      if (b[i] == '.') {
        return -1;
      }
    }
    return at + 1 < to && b[at + 1] >= '5' ? value + 1 : value;
  }

  private void stack(byte[] b, int start, int end, long weight) throws Malformed {
    int shared = shared(b, start, end);
    int node = shared == 0 ? 0 : path[shared - 1];
    int from = shared == 0 ? start : start + ends[shared - 1] + 1;
    depth = shared;
    while (from <= end) {
      int to = from;
      while (to < end && b[to] != ';') {
        to++;
      }
      node = intake.builder().child(node, names.number(b, from, to));
      push(node, to - start);
      from = to + 1;
    }
    intake.added(node, weight);
    remember(b, start, end);
    if (intake.builder().trim()) {
      lastLength = 0; // the numbers of nodes are others now
    }
  }

  /** How many frames this stack begins with that the last one began with, too. */
  private int shared(byte[] b, int start, int end) {
    if (lastLength == 0) {
      return 0;
    }
    int same = Arrays.mismatch(last, 0, lastLength, b, start, end);
    if (same < 0) {
      return depth;
    }
    // A frame is whole if the semicolon behind it is the same as well.
    int low = 0;
    int high = depth;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] < same) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    // The last frame of the shorter stack, where the longer one goes on.
    boolean ended =
        low < depth && ends[low] == same && lastLength == same && b[start + same] == ';';
    return ended ? low + 1 : low;
  }

  private void push(int node, int end) throws Malformed {
    if (depth == ends.length) {
      if (depth >= MAX_DEPTH) {
        throw new Malformed("a stack has more than " + MAX_DEPTH + " frames");
      }
      ends = Arrays.copyOf(ends, 2 * depth);
      path = Arrays.copyOf(path, 2 * depth);
    }
    ends[depth] = end;
    path[depth++] = node;
  }

  private void remember(byte[] b, int start, int end) {
    lastLength = end - start;
    if (lastLength > last.length) {
      last = new byte[2 * lastLength];
    }
    System.arraycopy(b, start, last, 0, lastLength);
  }
}
