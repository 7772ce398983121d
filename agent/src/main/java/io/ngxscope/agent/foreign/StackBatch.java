package io.ngxscope.agent.foreign;

import java.util.Arrays;

/**
 * Stacks as numbers, many at once. Of each: how many outer frames it shares with the stack before
 * it, its weight in two halves, how many frames follow, and the numbers of these.
 */
final class StackBatch {
  static final int HEAD = 4;
  private static final int FULL = 1 << 15;
  private int[] numbers = new int[FULL + (1 << 10)];
  private int size;
  private int head;

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size >= FULL;
  }

  int size() {
    return size;
  }

  int[] numbers() {
    return numbers;
  }

  void stack(int shared, long weight) {
    room(HEAD);
    head = size;
    numbers[size++] = shared;
    numbers[size++] = (int) (weight >>> 32);
    numbers[size++] = (int) weight;
    numbers[size++] = 0;
  }

  void frame(int number) {
    room(1);
    numbers[size++] = number;
    numbers[head + HEAD - 1]++;
  }

  /** Weight of the stack whose head begins at a place. */
  long weight(int at) {
    return ((long) numbers[at + 1] << 32) | (numbers[at + 2] & 0xffffffffL);
  }

  private void room(int more) {
    if (size + more > numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * numbers.length);
    }
  }
}
