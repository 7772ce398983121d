package io.ngxscope.agent.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Turns lines of folded text into numbers. Neighbouring lines mostly share their outer frames, so
 * only what a line does not have in common with the last one is looked up.
 */
final class FoldedParser {
  private static final int MAX_DEPTH = 1 << 20;
  private final ByteLines lines;
  private final FrameNames names;
  private final StackHandover handover;
  private byte[] last = new byte[1 << 10];
  private int lastLength;
  private int depth;
  private int[] ends = new int[64]; // where each frame of the last stack ends, in `last`
  private long rounded;
  private long skipped;

  FoldedParser(InputStream in, FrameNames names, StackHandover handover) {
    this.lines = new ByteLines(in);
    this.names = names;
    this.handover = handover;
  }

  /** Reads to the end of the file; what was read before a failure is handed over, too. */
  void run() throws IOException, InterruptedException {
    StackBatch batch = handover.fresh();
    try {
      while (lines.next()) {
        if (batch.isFull()) {
          handover.give(batch);
          batch = handover.fresh();
        }
        line(lines.buffer(), lines.start(), lines.end(), batch);
      }
    } finally {
      handover.give(batch);
    }
  }

  /** Says what was left out. */
  void tell(Intake intake) {
    intake.skipLines(skipped);
    if (rounded > 0) {
      intake.note(rounded + " weights with fractions were rounded.");
    }
    if (names.refused() > 0) {
      intake.note("There are too many different names: the later ones are shown as one.");
    }
  }

  private void line(byte[] b, int start, int lineEnd, StackBatch batch) throws Malformed {
    int end = trimmed(b, start, lineEnd);
    if (end == start || b[start] == '#') {
      return;
    }
    int number = numberStart(b, start, end);
    int stackEnd = number < 0 ? -1 : trimmed(b, start, number);
    long weight = number < 0 || stackEnd == number ? -1 : weight(b, number, end);
    if (weight < 0 || stackEnd <= start) {
      skipped++;
      return;
    }
    rounded += isWhole(b, number, end) ? 0 : 1;
    stack(b, start, stackEnd, weight, batch);
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

  private void stack(byte[] b, int start, int end, long weight, StackBatch batch) throws Malformed {
    int shared = shared(b, start, end);
    int from = shared == 0 ? start : start + ends[shared - 1] + 1;
    depth = shared;
    batch.stack(shared, weight);
    while (from <= end) {
      batch.frame(names.number(b, from, end));
      push(names.stopped() - start);
      from = names.stopped() + 1;
    }
    remember(b, start, end);
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

  private void push(int end) throws Malformed {
    if (depth == ends.length) {
      if (depth >= MAX_DEPTH) {
        throw new Malformed("a stack has more than " + MAX_DEPTH + " frames");
      }
      ends = Arrays.copyOf(ends, 2 * depth);
    }
    ends[depth++] = end;
  }

  private void remember(byte[] b, int start, int end) {
    lastLength = end - start;
    if (lastLength > last.length) {
      last = new byte[2 * lastLength];
    }
    System.arraycopy(b, start, last, 0, lastLength);
  }
}
