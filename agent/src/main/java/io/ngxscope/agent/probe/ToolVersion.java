package io.ngxscope.agent.probe;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Version of a tool, as far as it decides what the tool can do.
 *
 * @param major the first number
 * @param minor the second
 */
public record ToolVersion(int major, int minor) implements Comparable<ToolVersion> {
  private static final Pattern NUMBERS = Pattern.compile("(?<!\\d)(\\d{1,4})\\.(\\d{1,4})(?!\\d)");

  /** The first version in some text, such as {@code bpftrace v0.17.0}. */
  public static Optional<ToolVersion> in(String text) {
    Matcher matcher = NUMBERS.matcher(text);
    return matcher.find()
        ? Optional.of(
            new ToolVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** Whether it is another one or newer. */
  public boolean isAtLeast(ToolVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(ToolVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
