package io.ngxscope.agent.heap;

import java.util.Arrays;

/** Numbers in a row, without a box around each; added and taken away at the end. */
final class IntStack {
  private int[] values = new int[1 << 10];
  private int size;

  void push(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size + (size >> 1));
    }
    values[size++] = value;
  }

  int pop() {
    return values[--size];
  }

  int get(int at) {
    return values[at];
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
