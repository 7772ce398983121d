package io.ngxscope.cli.screen;

/**
 * The last defence of a terminal: whatever comes here becomes one line without control characters.
 */
final class Lines {
  private Lines() {}

  /** The text with a question mark for each character that a terminal could obey. */
  static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(isObeyed(c) ? '?' : c));
    return out.toString();
  }

  /** C0, DEL, C1, line separators, and the marks that turn the writing direction. */
  private static boolean isObeyed(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** The first columns of a line; a line that was cut ends in dots. */
  static String cut(String line, int columns) {
    if (line.length() <= columns) {
      return line;
    }
    int keep = Math.max(0, columns - 3);
    // Not between the two halves of a character.
    int end = keep > 0 && Character.isHighSurrogate(line.charAt(keep - 1)) ? keep - 1 : keep;
    return line.substring(0, end) + "...".substring(0, Math.min(3, Math.max(0, columns)));
  }
}
