package io.ngxscope.agent.probe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a column of a script's output holds, and in which form it is printed. */
public enum ColumnUnit {
  /** A length of time, in nanoseconds. */
  NS,
  /** A moment of the kernel's monotonic clock, in nanoseconds: what bpftrace calls nsecs. */
  CLOCK,
  /** A length of time, in microseconds. */
  US,
  /** A size, in bytes. */
  BYTES,
  /** How many. */
  COUNT,
  /** Any whole number. */
  NUMBER,
  /** Number of a process. */
  PID,
  /** Number of a thread. */
  TID,
  /** Number of a system call. */
  SYSCALL,
  /** An address, in hexadecimal without {@code 0x}. */
  ADDRESS,
  /** Bits, in hexadecimal without {@code 0x}. */
  HEX,
  /** Memory as {@code buf()} prints it. */
  RAW,
  /** Text, which may come from the target. */
  TEXT;

  /** Its name in headers. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The unit of a name. */
  public static Optional<ColumnUnit> of(String key) {
    return Arrays.stream(values()).filter(u -> u.key().equals(key)).findFirst();
  }

  /** Whether a printed column can be one of these. */
  public boolean accepts(String text) {
    return switch (this) {
      case ADDRESS, HEX -> isHex(text);
      case RAW, TEXT -> true;
      case NS, CLOCK, US, BYTES, COUNT, NUMBER, PID, TID, SYSCALL -> isDecimal(text);
    };
  }

  private static boolean isHex(String text) {
    return !text.isEmpty()
        && text.length() <= 16
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private static boolean isDecimal(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    int digits = text.length() - from;
    boolean onlyDigits = text.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
    // The largest unsigned 64-bit number has 20 digits; of those only some fit.
    return onlyDigits && digits > 0 && (digits < 19 || (digits <= 20 && fits(text)));
  }

  private static boolean fits(String text) {
    try {
      if (text.startsWith("-")) {
        Long.parseLong(text);
      } else {
        Long.parseUnsignedLong(text);
      }
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
