package io.ngxscope.cli.report;

/**
 * Text of a target made fit for HTML and XML, as content and as an attribute in double quotes. What
 * XML cannot hold at all, and what would reorder the text around it, is shown as an escape.
 */
final class Markup {
  private Markup() {}

  /** The text, in one line of at most {@link Printable#MAX} characters. */
  static String of(String text) {
    return escape(Printable.of(text));
  }

  /** The same with a bound of one's own. */
  static String of(String text, int max) {
    return escape(Printable.of(text, max));
  }

  private static String escape(String printable) {
    StringBuilder out = new StringBuilder(printable.length() + 16);
    for (int i = 0; i < printable.length(); i++) {
      char c = printable.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
