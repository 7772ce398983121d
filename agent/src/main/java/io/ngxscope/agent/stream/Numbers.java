package io.ngxscope.agent.stream;

import java.util.Arrays;
import java.util.List;

/** The columns of a row as hexadecimal numbers, as far as they are such. */
final class Numbers {
  private final long[] values;

  private Numbers(long[] values) {
    this.values = values;
  }

  /** Reads the columns up to the first that is no number. */
  static Numbers of(Row row) {
    List<String> columns = row.columns();
    long[] values = new long[columns.size()];
    int count = 0;
    try {
      for (String column : columns) {
        values[count] = Long.parseUnsignedLong(column, 16);
        count++;
      }
    } catch (NumberFormatException e) {
      return new Numbers(Arrays.copyOf(values, count));
    }
    return new Numbers(values);
  }

  int count() {
    return values.length;
  }

  long get(int index) {
    return values[index];
  }
}
