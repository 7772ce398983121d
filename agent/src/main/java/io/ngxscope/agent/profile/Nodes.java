package io.ngxscope.agent.profile;

import java.util.Arrays;

/**
 * A growing tree: the caller and the frame of every node, and an index that finds a callee. About
 * 16 to 24 bytes a node, since there may be tens of millions.
 */
final class Nodes {
  private int[] parents = new int[1 << 10];
  private int[] frames = new int[1 << 10];
  // Open addressing; 0 is empty, since the root is nobody's callee.
  private int[] index = new int[1 << 11];
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
    int mask = index.length - 1;
    int slot = slot(parent, frame) & mask;
    while (index[slot] != 0) {
      int node = index[slot];
      if (parents[node] == parent && frames[node] == frame) {
        return node;
      }
      slot = slot + 1 & mask;
    }
    if (size == parents.length) {
      int room = size + (size >> 1);
      parents = Arrays.copyOf(parents, room);
      frames = Arrays.copyOf(frames, room);
    }
    parents[size] = parent;
    frames[size] = frame;
    index[slot] = size++;
    if (size > index.length * 0.6) {
      rehash();
    }
    return size - 1;
  }

  private static int slot(int parent, int frame) {
    long key = (long) parent << 32 | frame;
    key *= 0x9e3779b97f4a7c15L; // 2^64 / golden ratio: neighbours fall far apart
    return (int) (key >>> 32 ^ key >>> 15);
  }

  private void rehash() {
    index = new int[index.length * 2];
    int mask = index.length - 1;
    for (int node = 1; node < size; node++) {
      int slot = slot(parents[node], frames[node]) & mask;
      while (index[slot] != 0) {
        slot = slot + 1 & mask;
      }
      index[slot] = node;
    }
  }
}
