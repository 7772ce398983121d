package io.ngxscope.agent.stream;

/**
 * Takes the numbers out of a line that bpftrace printed of a tuple: {@code (1, [2,3], 4)}. They are
 * 64-bit words in decimal, without sign in most versions.
 */
final class NumberLine {
  /** More numbers than any script prints in one line. */
  static final int MAX_NUMBERS = 128;

  private final long[] numbers = new long[MAX_NUMBERS];
  private int count;

  /** Understands a line; false if there is anything else in it. */
  boolean read(String line) {
    count = 0;
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == '-' || (c >= '0' && c <= '9')) {
        at = number(line, at);
        if (at < 0) {
          return false;
        }
      } else if (c == '(' || c == ')' || c == '[' || c == ']' || c == ',' || c == ' ') {
        at++;
      } else {
        return false;
      }
    }
    return count > 0 && line.endsWith(")");
  }

  /** Reads a number; gives the position behind it, or -1 if it is none. */
  private int number(String line, int from) {
    boolean negative = line.charAt(from) == '-';
    int at = negative ? from + 1 : from;
    int first = at;
    long value = 0;
    while (at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9') {
      value = value * 10 + (line.charAt(at) - '0'); // wraps as unsigned numbers do
      at++;
    }
    if (at == first || at - first > 20 || count == MAX_NUMBERS) {
      return -1;
    }
    numbers[count++] = negative ? -value : value;
    return at;
  }

  int count() {
    return count;
  }

  long get(int index) {
    return numbers[index];
  }
}
