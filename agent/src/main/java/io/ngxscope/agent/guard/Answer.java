package io.ngxscope.agent.guard;

import java.util.Optional;

/**
 * What a line of an access log says of an answer.
 *
 * @param status HTTP status, 100 to 599
 * @param micros how long the request took, in microseconds; -1 if the line does not say
 */
public record Answer(int status, long micros) {
  private static final int MAX_SECONDS = 100_000;

  /**
   * Understands a line of nginx's formats {@code combined} and {@code main}, or one with {@code
   * $request_time} at its end: the status is the first number of three digits that follows a quote
   * or stands alone, the time the last word if that is a number with three decimals.
   *
   * @param line hostile: clients choose most of it
   */
  public static Optional<Answer> parse(String line) {
    String[] words = line.strip().split(" ", 64);
    int status = statusBehindQuote(words);
    if (status < 0) {
      return Optional.empty();
    }
    return Optional.of(new Answer(status, seconds(words[words.length - 1])));
  }

  /** nginx escapes quotes within the request, so the first word that ends in one closes it. */
  private static int statusBehindQuote(String[] words) {
    boolean open = false;
    for (int i = 0; i + 1 < words.length; i++) {
      open |= words[i].startsWith("\"");
      if (open && words[i].endsWith("\"") && words[i].length() > 1) {
        return status(words[i + 1]);
      }
    }
    return words.length > 0 ? status(words[0]) : -1;
  }

  private static int status(String word) {
    if (word.length() != 3 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int status = Integer.parseInt(word);
    return status >= 100 && status <= 599 ? status : -1;
  }

  private static long seconds(String word) {
    int dot = word.length() - 4;
    if (dot < 1 || dot > 6 || word.charAt(dot) != '.') {
      return -1;
    }
    String digits = word.substring(0, dot) + word.substring(dot + 1);
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    long millis = Long.parseLong(digits);
    return millis / 1000 > MAX_SECONDS ? -1 : millis * 1000;
  }
}
