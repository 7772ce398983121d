package io.ngxscope.cli.report;

import java.util.Locale;

/**
 * Text of a target made fit for a terminal: one line, of bounded length, without anything that a
 * terminal would obey or that would reorder what stands around it.
 */
public final class Printable {
  /** Longest text that is shown whole, in characters. */
  public static final int MAX = 300;

  private Printable() {}

  /** The text in one line; what cannot be printed is shown as {@code \x1b} or {@code \u202e}. */
  public static String of(String text) {
    return of(text, MAX);
  }

  /**
   * The same with a bound of one's own.
   *
   * @param max longest text that is shown whole, in characters; of a longer one the end is left out
   *     and counted
   */
  public static String of(String text, int max) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), max) + 16);
    int i = 0;
    while (i < text.length() && i < max) {
      int c = text.codePointAt(i);
      if (isHarmless(c)) {
        out.appendCodePoint(c);
      } else {
        out.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", c));
      }
      i += Character.charCount(c);
    }
    if (i < text.length()) {
      out.append("... (").append(text.length() - i).append(" more)");
    }
    return out.toString();
  }

  /** Whether a character only adds itself to the line; unassigned and private ones do not count. */
  static boolean isHarmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
