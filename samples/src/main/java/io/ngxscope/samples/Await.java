package io.ngxscope.samples;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never for time. */
public final class Await {
  private static final long POLL_MILLIS = 10;

  private Await() {}

  /**
   * Asks every 10 ms until the answer is yes.
   *
   * @param limit after which the wait is given up
   * @param evidence what the message of the failure shall show; asked only then
   * @param condition what is waited for
   * @throws IllegalStateException if the limit is over
   */
  public static void until(Duration limit, Supplier<String> evidence, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within " + limit + ": " + evidence.get());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
