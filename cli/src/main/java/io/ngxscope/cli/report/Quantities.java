package io.ngxscope.cli.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers with their units, in words of people and of JSON. */
public final class Quantities {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Quantities() {}

  /**
   * A duration at the precision that a reader needs: {@code 8.3 ms}, {@code 212 ms}, {@code 1.84
   * s}.
   */
  public static String duration(long micros) {
    if (micros < 10_000) {
      return format("%.1f ms", micros / 1e3);
    }
    if (micros < 999_500) {
      return format("%.0f ms", micros / 1e3);
    }
    if (micros < 9_995_000) {
      return format("%.2f s", micros / 1e6);
    }
    if (micros < 59_950_000) {
      return format("%.1f s", micros / 1e6);
    }
    long seconds = Math.round(micros / 1e6);
    return seconds < 3600
        ? format("%d min %02d s", seconds / 60, seconds % 60)
        : format("%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }

  /** A count with separated thousands. */
  public static String count(long n) {
    return format("%,d", n);
  }

  /** A count with its noun: {@code 1 block}, {@code 2 blocks}. */
  public static String count(long n, String noun) {
    return count(n) + " " + noun + (n == 1 ? "" : "s");
  }

  /** A part of a whole in percent; {@code 0 %} of nothing. */
  public static String percent(long part, long whole) {
    return format("%.0f %%", whole == 0 ? 0 : 100.0 * part / whole);
  }

  /** Bytes in the binary unit that fits. */
  public static String bytes(long bytes) {
    return bytes < 1L << 30
        ? format("%.0f MiB", bytes / 1048576.0)
        : format("%.1f GiB", bytes / 1073741824.0);
  }

  /** Bytes at the precision of three digits: {@code 812 B}, {@code 3.1 KiB}, {@code 640 MiB}. */
  public static String size(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 1000 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    boolean whole = unit == 0 || Math.abs(value) >= 100;
    return format(whole ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }

  /** Date and time in UTC, to the second. */
  public static String date(long unixMicros) {
    return DATE.format(instant(unixMicros));
  }

  /** Time of day in UTC, to the millisecond. */
  public static String time(long unixMicros) {
    return TIME.format(instant(unixMicros));
  }

  /** Milliseconds for JSON, exact to the microsecond. */
  public static BigDecimal millis(long micros) {
    return BigDecimal.valueOf(micros, 3);
  }

  private static Instant instant(long unixMicros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(unixMicros, 1_000_000L), Math.floorMod(unixMicros, 1_000_000L) * 1000L);
  }

  /** Formats the same on every host. */
  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
