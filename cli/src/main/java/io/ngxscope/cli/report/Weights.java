package io.ngxscope.cli.report;

/** Weights of stacks in the words of their unit. */
final class Weights {
  private Weights() {}

  /** A weight with its unit, such as {@code 12.3 ms} or {@code 1,200 samples}. */
  static String text(long weight, String unit) {
    return switch (unit) {
      case "microseconds" -> Quantities.duration(weight);
      case "bytes" -> bytes(weight);
      default -> Quantities.count(weight) + " " + Printable.of(unit, 40);
    };
  }

  private static String bytes(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    return bytes < 1 << 20
        ? Quantities.format("%.1f KiB", bytes / 1024.0)
        : Quantities.bytes(bytes);
  }
}
