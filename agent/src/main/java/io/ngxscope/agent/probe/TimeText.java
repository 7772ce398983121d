package io.ngxscope.agent.probe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time in headers and arguments of scripts: {@code 500us}, {@code 20ms}, {@code 2s}. */
final class TimeText {
  private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,9})(ns|us|ms|s)");

  private TimeText() {}

  /** In nanoseconds; -1 if it is none. */
  static long nanos(String text) {
    Matcher matcher = WITH_UNIT.matcher(text);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) * unit(matcher.group(2)) : -1;
  }

  /** In the largest unit that makes it a whole number. */
  static String of(long nanos) {
    for (String unit : new String[] {"s", "ms", "us"}) {
      if (nanos % unit(unit) == 0 && nanos != 0) {
        return nanos / unit(unit) + unit;
      }
    }
    return nanos + "ns";
  }

  private static long unit(String word) {
    return switch (word) {
      case "s" -> 1_000_000_000L;
      case "ms" -> 1_000_000L;
      case "us" -> 1_000L;
      default -> 1L;
    };
  }
}
