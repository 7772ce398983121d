package io.ngxscope.agent.luajit;

/** Maps instructions of one prototype to source lines, as {@code lj_debug_line} does. */
final class LineTable {
  /** The table of a prototype whose debug information was stripped ({@code luajit -b}). */
  static final LineTable NONE = new LineTable(0, 0, new byte[0]);

  private final int firstLine;
  private final int lines;
  private final byte[] relative;

  /**
   * Takes a table as it lies in memory.
   *
   * @param firstLine line of the definition
   * @param lines lines of the definition; decides the width of an entry
   * @param relative lines relative to the first, from the second instruction on
   */
  LineTable(int firstLine, int lines, byte[] relative) {
    this.firstLine = firstLine;
    this.lines = lines;
    this.relative = relative.clone();
  }

  /** Bytes that the entries of a prototype take. */
  static int bytes(int instructions, int lines) {
    return (instructions - 1) * width(lines);
  }

  /**
   * The source line of an instruction.
   *
   * @param position index of the instruction
   * @return the line, or 0 if it cannot be known
   */
  int line(int position) {
    int width = width(lines);
    int entries = relative.length / width;
    if (position < 0 || entries == 0 || position > entries + 1) {
      return 0;
    }
    if (position == entries + 1) {
      return firstLine + lines;
    }
    if (position == 0) {
      return firstLine;
    }
    int line = 0;
    for (int at = position * width - 1; at >= (position - 1) * width; at--) {
      line = line << 8 | (relative[at] & 0xff);
    }
    return firstLine + line;
  }

  private static int width(int lines) {
    return lines < 256 ? 1 : lines < 65536 ? 2 : 4;
  }
}
