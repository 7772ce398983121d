package io.ngxscope.agent.foreign;

import io.ngxscope.agent.aggregate.FoldedStacks;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.ProfileBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers of frames by the bytes of their labels: text is decoded once for each different label,
 * not once for each time that it is met.
 */
final class FrameNames {
  /** Stands for labels beyond the bound of memory. */
  private static final Frame TOO_MANY = new Frame.Unknown("too many different names");

  private static final Frame NAMELESS = new Frame.Unknown("no name");
  private static final int HASH_FACTOR = 0x01000193; // FNV-1a
  private final ProfileBuilder builder;
  private final long maxBytes = Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 16);
  private byte[] arena = new byte[1 << 16];
  private int used;
  private int[] ends = new int[1 << 10];
  private int[] numbers = new int[1 << 10];
  private int size;
  private int[] index = new int[1 << 12]; // entry + 1; 0 is empty
  private long refused;
  private int stopped;

  FrameNames(ProfileBuilder builder) {
    this.builder = builder;
  }

  /** How often a name was met that could not be kept. */
  long refused() {
    return refused;
  }

  /** Where the label that was asked for last ended: at a semicolon, or at the end of the stack. */
  int stopped() {
    return stopped;
  }

  /** The number of the frame whose label begins at a place of a buffer and ends at a semicolon. */
  int number(byte[] bytes, int from, int end) {
    int hash = 0x811c9dc5;
    int to = from;
    while (to < end) {
      int c = bytes[to];
      if (c == ';') {
        break;
      }
      hash = (hash ^ c) * HASH_FACTOR;
      to++;
    }
    stopped = to;
    int mask = index.length - 1;
    int slot = (hash ^ hash >>> 15) & mask;
    while (index[slot] != 0) {
      int entry = index[slot] - 1;
      if (Arrays.equals(arena, begin(entry), ends[entry], bytes, from, to)) {
        return numbers[entry];
      }
      slot = slot + 1 & mask;
    }
    if (used + (to - from) > maxBytes || used > Integer.MAX_VALUE / 2) {
      refused++;
      return builder.frame(TOO_MANY);
    }
    index[slot] = add(bytes, from, to) + 1;
    int number = numbers[size - 1];
    if (size * 2 > index.length) {
      rehash();
    }
    return number;
  }

  private int begin(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  private int add(byte[] bytes, int from, int to) {
    int length = to - from;
    while (used + length > arena.length) {
      arena = Arrays.copyOf(arena, Math.max(used + length, 2 * arena.length));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    System.arraycopy(bytes, from, arena, used, length);
    used += length;
    ends[size] = used;
    numbers[size] = builder.frame(frame(new String(bytes, from, length, StandardCharsets.UTF_8)));
    return size++;
  }

  /** The frame that a label stands for. */
  static Frame frame(String label) {
    return label.isBlank() ? NAMELESS : FoldedStacks.frame(label);
  }

  private void rehash() {
    index = new int[index.length * 2];
    int mask = index.length - 1;
    for (int entry = 0; entry < size; entry++) {
      int hash = 0x811c9dc5;
      for (int i = begin(entry); i < ends[entry]; i++) {
        hash = (hash ^ arena[i]) * HASH_FACTOR;
      }
      int slot = (hash ^ hash >>> 15) & mask;
      while (index[slot] != 0) {
        slot = slot + 1 & mask;
      }
      index[slot] = entry + 1;
    }
  }
}
