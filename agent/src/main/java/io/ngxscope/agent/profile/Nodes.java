package io.ngxscope.agent.profile;

import java.util.Arrays;

/**
 * A growing tree: the caller and the frame of every node, and an index that finds a callee. About
 * 24 to 40 bytes a node, since there may be tens of millions.
 */
final class Nodes {
  private static final long HASH_PART = -1L << 32;
  private int[] parents = new int[1 << 10];
  private int[] frames = new int[1 << 10];
  // Open addressing: the number of a node, behind a part of its hash, so that what is not looked
  // for
  // is passed over without a look into the columns. 0 is empty, since the root is nobody's callee.
  private long[] index = new long[1 << 11];
  private int size = 1;

  Nodes() {
    frames[0] = -1;
  }

  int size() {
    return size;
  }

  int[] parents() {
    return parents;
  }

  int[] frames() {
    return frames;
  }

  /** The node of a frame below another node, made if it is new. */
  int child(int parent, int frame) {
    long[] slots = index;
    int mask = slots.length - 1;
    long hash = hash(parent, frame);
    int slot = (int) hash & mask;
    long entry = slots[slot];
    while (entry != 0) {
      int node = (int) entry;
      if ((entry ^ hash) >>> 32 == 0 && frames[node] == frame && parents[node] == parent) {
        return node;
      }
      slot = slot + 1 & mask;
      entry = slots[slot];
    }
    if (size == parents.length) {
      int room = size + (size >> 1);
      parents = Arrays.copyOf(parents, room);
      frames = Arrays.copyOf(frames, room);
    }
    parents[size] = parent;
    frames[size] = frame;
    slots[slot] = (hash & HASH_PART) | size++;
    if (size > slots.length * 0.6) {
      rehash();
    }
    return size - 1;
  }

  private static long hash(int parent, int frame) {
    long key = (long) parent << 32 | frame;
    key *= 0x9e3779b97f4a7c15L; // 2^64 / golden ratio: neighbours fall far apart
    return key ^ key >>> 29;
  }

  private void rehash() {
    long[] old = index;
    long[] slots = new long[old.length * 2];
    int mask = slots.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        int node = (int) entry;
        int slot = (int) hash(parents[node], frames[node]) & mask;
        while (slots[slot] != 0) {
          slot = slot + 1 & mask;
        }
        slots[slot] = entry;
      }
    }
    index = slots;
  }
}
