package io.ngxscope.cli.command;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The kernel's monotonic clock ({@code CLOCK_MONOTONIC}), which Java's nanoTime is on Linux. */
final class KernelClock {
  private KernelClock() {}

  /** Microseconds since the epoch of a moment that was not long ago. */
  static long unixMicros(long nanos) {
    long ago = System.nanoTime() - nanos;
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - ago / 1000;
  }
}
