package io.ngxscope.agent.stream;

import java.util.List;

/**
 * One line of the protocol that all probe scripts print: {@code KIND\tcolumn\tcolumn…}.
 *
 * @param kind which event it is: a capital letter, then capitals, digits and underscores, at most
 *     16 characters
 * @param columns the rest, as printed; may hold anything but tabs and line breaks
 */
public record Row(String kind, List<String> columns) {
  private static final int MAX_KIND = 16;

  /** Copies the columns. */
  public Row {
    columns = List.copyOf(columns);
  }

  /** Whether text can be a kind. */
  public static boolean isKind(String text) {
    if (text.isEmpty() || text.length() > MAX_KIND || !isCapital(text.charAt(0))) {
      return false;
    }
    return text.chars().allMatch(c -> isCapital(c) || (c >= '0' && c <= '9') || c == '_');
  }

  private static boolean isCapital(int c) {
    return c >= 'A' && c <= 'Z';
  }
}
