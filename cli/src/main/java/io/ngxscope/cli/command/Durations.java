package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}. */
public final class Durations {
  private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,9})(\\.\\d{1,6})?(us|ms|s|m|h)");
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

  private Durations() {}

  /**
   * Understands a duration above zero.
   *
   * @param option who asks, for the message
   * @throws Usage if it is something else; a number without a unit is refused, since tools do not
   *     agree on what it means
   */
  public static Duration parse(String option, String text) {
    Matcher matcher = WITH_UNIT.matcher(text);
    if (NUMBER.matcher(text).matches()) {
      throw new Usage(
          option + " " + text + " has no unit",
          "write " + text + "s for seconds or " + text + "ms for milliseconds");
    }
    if (!matcher.matches()) {
      throw new Usage(
          option + " '" + text + "' is not a duration", "write it like 500ms, 30s, 2m or 1h");
    }
    Duration duration = of(matcher);
    if (duration.isZero()) {
      throw new Usage(option + " must be above zero", "write it like 500ms, 30s, 2m or 1h");
    }
    return duration;
  }

  private static Duration of(Matcher matcher) {
    long unitNanos =
        switch (matcher.group(3)) {
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        };
    Duration whole = Duration.ofNanos(unitNanos).multipliedBy(Long.parseLong(matcher.group(1)));
    String fraction = matcher.group(2);
    return fraction == null
        ? whole
        : whole.plusNanos(Math.round(Double.parseDouble("0" + fraction) * unitNanos));
  }
}
