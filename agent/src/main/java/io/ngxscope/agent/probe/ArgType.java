package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an argument of a script may be. */
public sealed interface ArgType {
  /**
   * Understands what a user gave.
   *
   * @throws Usage if it is something else; says what it should be
   */
  ScriptValue parse(String text);

  /** In words, for people: {@code 1 to 999}. */
  String words();

  /**
   * A whole number.
   *
   * @param min the smallest
   * @param max the largest
   */
  record IntRange(long min, long max) implements ArgType {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    @Override
    public ScriptValue parse(String text) {
      if (!NUMBER.matcher(text).matches()) {
        throw new Usage("'" + text + "' is not a whole number", "give " + words());
      }
      return new ScriptValue.Decimal(within(Long.parseLong(text), text, this, min, max));
    }

    @Override
    public String words() {
      return min + " to " + max;
    }
  }

  /**
   * How often per second.
   *
   * @param min the lowest
   * @param max the highest
   */
  record Rate(long min, long max) implements ArgType {
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})(?:\\s?[Hh]z)?");

    @Override
    public ScriptValue parse(String text) {
      Matcher matcher = RATE.matcher(text);
      if (!matcher.matches()) {
        throw new Usage("'" + text + "' is not a rate", "give " + words());
      }
      long value = Long.parseLong(matcher.group(1));
      return new ScriptValue.Decimal(within(value, text, this, min, max));
    }

    @Override
    public String words() {
      return min + " to " + max + " Hz";
    }
  }

  /**
   * A length of time; the script gets it in nanoseconds.
   *
   * @param minNanos the shortest, in nanoseconds
   * @param maxNanos the longest, in nanoseconds
   */
  record TimeSpan(long minNanos, long maxNanos) implements ArgType {
    @Override
    public ScriptValue parse(String text) {
      long nanos = TimeText.nanos(text);
      if (nanos < 0) {
        throw new Usage("'" + text + "' is not a duration", "write it like 500us, 20ms or 2s");
      }
      return new ScriptValue.Decimal(within(nanos, text, this, minNanos, maxNanos));
    }

    @Override
    public String words() {
      return TimeText.of(minNanos) + " to " + TimeText.of(maxNanos);
    }
  }

  /** An address, in hexadecimal with {@code 0x}. */
  record HexAddress() implements ArgType {
    private static final Pattern HEX = Pattern.compile("0x([0-9a-fA-F]{1,16})");

    @Override
    public ScriptValue parse(String text) {
      Matcher matcher = HEX.matcher(text);
      if (!matcher.matches()) {
        throw new Usage("'" + text + "' is not an address", "write it like 0x1a2b0");
      }
      return new ScriptValue.Address(Long.parseUnsignedLong(matcher.group(1), 16));
    }

    @Override
    public String words() {
      return "an address such as 0x1a2b0";
    }
  }

  /** The path of a file. */
  record FileName() implements ArgType {
    @Override
    public ScriptValue parse(String text) {
      if (!ScriptValue.FilePath.isSafe(text)) {
        throw new Usage(
            "a path of letters, digits and / . _ + @ = , - is wanted",
            "give an absolute path without other characters, or a link to the file");
      }
      return new ScriptValue.FilePath(text);
    }

    @Override
    public String words() {
      return "an absolute path";
    }
  }

  private static long within(long value, String text, ArgType type, long min, long max) {
    if (value < min || value > max) {
      throw new Usage("'" + text + "' is out of range", "give " + type.words());
    }
    return value;
  }

  /**
   * Understands the type in a header: {@code int[1..9]}, {@code hz[1..999]}, {@code
   * time[1ms..10s]}, {@code address}, {@code file}.
   *
   * @throws Usage if there is no such type
   */
  static ArgType of(String text) {
    if (text.equals("address")) {
      return new HexAddress();
    }
    if (text.equals("file")) {
      return new FileName();
    }
    Matcher range =
        Pattern.compile("(int|hz|time)\\[([^.\\[\\]]+)\\.\\.([^.\\[\\]]+)\\]").matcher(text);
    if (!range.matches()) {
      throw new Usage(
          "there is no type '" + text + "'",
          "use int[MIN..MAX], hz[MIN..MAX], time[MIN..MAX], address or file");
    }
    boolean time = range.group(1).equals("time");
    long min = time ? TimeText.nanos(range.group(2)) : number(range.group(2));
    long max = time ? TimeText.nanos(range.group(3)) : number(range.group(3));
    if (min > max || (time && min < 0)) {
      throw new Usage("the range of '" + text + "' is none", "write MIN..MAX");
    }
    return switch (range.group(1)) {
      case "int" -> new IntRange(min, max);
      case "hz" -> new Rate(min, max);
      default -> new TimeSpan(min, max);
    };
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Usage("'" + text + "' is not a whole number", "write MIN..MAX");
    }
  }
}
