package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people write them: {@code 512m}, {@code 2GiB}. */
final class Sizes {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9})\\s*([kmgt]?)(i?b)?", Pattern.CASE_INSENSITIVE);

  private Sizes() {}

  /**
   * Understands an amount; units are powers of 1024.
   *
   * @param option what was given, for the message
   * @return bytes
   */
  static long parse(String option, String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new Usage(
          option + " " + text + " is no amount of memory", "write a number with k, m or g: 512m");
    }
    int power = "kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
    int shift = matcher.group(2).isEmpty() ? 0 : power * 10;
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
