package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.recording.Recording;
import java.util.List;
import java.util.Locale;

/**
 * A heat map of blocks: time from left to right, duration from below upwards, the more blocks the
 * darker. For recordings of older versions, which know no times of shorter iterations.
 */
final class BlockHeat {
  private static final int COLUMNS = 60;
  private static final int PER_DECADE = 5;
  private static final int CELL_WIDTH = 15;
  private static final int CELL_HEIGHT = 14;
  private static final int LEFT = 60;
  private static final int SHADES = 5;

  private final List<Block> blocks;
  private final long start;
  private final long span;
  private final int lowest;
  private final int[][] counts;

  private BlockHeat(Recording recording) {
    blocks = recording.blocks();
    start = recording.info().startUnixMicros();
    span = Math.max(1, recording.endUnixMicros() - start);
    lowest = blocks.stream().mapToInt(BlockHeat::bin).min().orElse(0);
    int highest = blocks.stream().mapToInt(BlockHeat::bin).max().orElse(0);
    counts = new int[highest - lowest + 1][COLUMNS];
    for (Block block : blocks) {
      long end = block.startUnixMicros() + block.durationMicros() - start;
      int column = (int) (Math.max(0, Math.min(span - 1, end)) * COLUMNS / span);
      counts[bin(block) - lowest][column]++;
    }
  }

  /** The map with its legend; empty without blocks, and where there is a better one. */
  static String html(Recording recording) {
    boolean better =
        !recording.loopSlices().isEmpty(); // the page draws all iterations, see loop-heat.js
    return better || recording.blocks().isEmpty() ? "" : new BlockHeat(recording).map();
  }

  /** Bins of equal width on a logarithmic axis; durations have a bound of their own (366 days). */
  private static int bin(Block block) {
    return (int) Math.floor(Math.log10((double) Math.max(1, block.durationMicros())) * PER_DECADE);
  }

  private String map() {
    int height = counts.length * CELL_HEIGHT;
    int width = LEFT + COLUMNS * CELL_WIDTH;
    StringBuilder svg = new StringBuilder();
    svg.append(
        Quantities.format(
            "<svg class=\"heat\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            width, height + 22, label()));
    int most = most();
    for (int row = 0; row < counts.length; row++) {
      int y = (counts.length - 1 - row) * CELL_HEIGHT;
      if (row % 2 == 0) {
        String from = Quantities.duration(Math.round(edge(row)));
        text(svg, LEFT - 6, y + CELL_HEIGHT - 3, "end", from);
      }
      for (int column = 0; column < COLUMNS; column++) {
        cell(svg, row, column, y, most);
      }
    }
    for (int mark = 0; mark <= 4; mark++) {
      String at = Quantities.duration(span * mark / 4);
      text(svg, LEFT + (width - LEFT) * mark / 4, height + 16, anchor(mark), at);
    }
    return svg.append("</svg>\n").append(legend(most)).toString();
  }

  private static String anchor(int mark) {
    return mark == 0 ? "start" : mark == 4 ? "end" : "middle";
  }

  private void cell(StringBuilder svg, int row, int column, int y, int most) {
    int count = counts[row][column];
    svg.append(
        Quantities.format(
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"h%d\">",
            LEFT + column * CELL_WIDTH, y, CELL_WIDTH - 1, CELL_HEIGHT - 1, shade(count, most)));
    if (count > 0) {
      svg.append(
          Quantities.format(
              "<title>%s of %s to %s, %s after the start</title>",
              Quantities.count(count, "block"),
              Quantities.duration(Math.round(edge(row))),
              Quantities.duration(Math.round(edge(row + 1))),
              Quantities.duration(span * column / COLUMNS)));
    }
    svg.append("</rect>\n");
  }

  private double edge(int row) {
    return Math.pow(10, (double) (lowest + row) / PER_DECADE);
  }

  private int most() {
    int most = 1;
    for (int[] row : counts) {
      for (int count : row) {
        most = Math.max(most, count);
      }
    }
    return most;
  }

  /** 0 for nothing, then by the root of the share, so that few blocks stay visible beside many. */
  private static int shade(int count, int most) {
    return count == 0 ? 0 : Math.max(1, (int) Math.ceil(SHADES * Math.sqrt((double) count / most)));
  }

  private static void text(StringBuilder svg, int x, int y, String anchor, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
            x,
            y,
            anchor,
            words));
  }

  private String label() {
    return Quantities.count(blocks.size(), "block")
        + " by time and duration; the list of blocks holds the same";
  }

  private static String legend(int most) {
    return "<p class=\"hint\">Each cell: blocks that ended in "
        + "one sixtieth of the capture; the darkest holds "
        + Quantities.count(most, "block")
        + ".</p>\n";
  }
}
