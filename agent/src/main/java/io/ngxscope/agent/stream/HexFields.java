package io.ngxscope.agent.stream;

import java.util.Arrays;

/** The tab-separated hexadecimal fields of a line, the first of which is a word. */
final class HexFields {
  private static final int MAX_FIELDS = 64;

  private final String kind;
  private final long[] values;

  private HexFields(String kind, long[] values) {
    this.kind = kind;
    this.values = values;
  }

  /**
   * Splits a line.
   *
   * @throws NumberFormatException if a field is no hexadecimal number, or there are too many
   */
  static HexFields of(String line) {
    int tab = line.indexOf('\t');
    if (tab < 0) {
      return new HexFields(line, new long[0]);
    }
    long[] values = new long[MAX_FIELDS];
    int count = 0;
    int from = tab + 1;
    while (from <= line.length()) {
      int to = line.indexOf('\t', from);
      int end = to < 0 ? line.length() : to;
      if (count == MAX_FIELDS) {
        throw new NumberFormatException("more than " + MAX_FIELDS + " fields");
      }
      values[count++] = Long.parseUnsignedLong(line, from, end, 16);
      from = end + 1;
    }
    return new HexFields(line.substring(0, tab), Arrays.copyOf(values, count));
  }

  String kind() {
    return kind;
  }

  int count() {
    return values.length;
  }

  long get(int index) {
    return values[index];
  }
}
