package io.ngxscope.cli.top;

import java.util.List;

/**
 * Durations as a row of bars: nothing below 10 ms, then one step for each doubling up to more than
 * 640 ms.
 */
final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String PLAIN = ".:-=+*%#";
  private static final long LEAST_MICROS = 10_000;

  private Sparkline() {}

  /**
   * The last values, the youngest at the right.
   *
   * @param width in columns
   * @param blocks whether the terminal shows more than ASCII
   */
  static String of(List<Long> micros, int width, boolean blocks) {
    String bars = blocks ? BARS : PLAIN;
    StringBuilder line = new StringBuilder();
    int from = Math.max(0, micros.size() - width);
    line.append(" ".repeat(width - (micros.size() - from)));
    for (long value : micros.subList(from, micros.size())) {
      line.append(value < LEAST_MICROS ? ' ' : bars.charAt(step(value, bars.length())));
    }
    return line.toString();
  }

  private static int step(long micros, int steps) {
    int step = 0;
    for (long limit = 2 * LEAST_MICROS; micros >= limit && step < steps - 1; limit *= 2) {
      step++;
    }
    return step;
  }
}
