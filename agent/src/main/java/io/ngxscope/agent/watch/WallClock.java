package io.ngxscope.agent.watch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The time since the epoch, carried by the monotonic clock: it never steps, so that durations
 * within a capture are right even while NTP or an operator sets the clock. A step shows as a
 * constant offset to other clocks' stamps.
 */
public final class WallClock {
  private final long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  private final long startNanos = System.nanoTime();

  /** Now, in microseconds since the epoch. */
  public long micros() {
    return startMicros + (System.nanoTime() - startNanos) / 1000;
  }

  /**
   * Another moment, in microseconds since the epoch.
   *
   * @param monotonicNanos of {@code CLOCK_MONOTONIC}, which {@link System#nanoTime} reads on Linux
   */
  public long micros(long monotonicNanos) {
    return startMicros + (monotonicNanos - startNanos) / 1000;
  }
}
