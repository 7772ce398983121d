package io.ngxscope.agent.govern;

import java.time.Duration;
import java.util.Locale;

/** What the governor allows. */
public sealed interface Decision {
  /** What was predicted. */
  Forecast forecast();

  /** All of the time. */
  record Proceed(Forecast forecast) implements Decision {}

  /** All of the time though it costs too much: the user insists. */
  record Unsafe(Forecast forecast) implements Decision {}

  /**
   * Part of the time.
   *
   * @param length of a burst, at most
   * @param pause between two, at least; longer if a burst cost more than was predicted
   */
  record Burst(Forecast forecast, Duration length, Duration pause) implements Decision {}

  /**
   * Not at all.
   *
   * @param why in words
   */
  record Refuse(Forecast forecast, String why) implements Decision {}

  /** What a burst may cost at most, in nanoseconds: a request may be late by so much. */
  long BURST_NANOS = 100_000_000;

  /** A longer burst tells nothing more. */
  Duration LONGEST_BURST = Duration.ofSeconds(2);

  /** A worker that is slower than by this does hardly anything while a burst lasts, in percent. */
  double SLOWEST_PERCENT = 2_000;

  /**
   * Decides.
   *
   * @param duration of the capture
   */
  static Decision of(Forecast forecast, Budget budget, Duration duration) {
    if (forecast.percent() <= budget.maxPercent()) {
      return new Proceed(forecast);
    }
    if (budget.unsafe()) {
      return new Unsafe(forecast);
    }
    if (forecast.percent() > SLOWEST_PERCENT) {
      return new Refuse(
          forecast,
          String.format(
              Locale.ROOT,
              "the worker would be slowed down %.0f times even in bursts",
              1 + forecast.percent() / Math.max(1, forecast.busyPercent())));
    }
    double share = forecast.percent() / (100 + forecast.percent());
    long length = Math.min(LONGEST_BURST.toNanos(), (long) (BURST_NANOS / share));
    double cost = length * share;
    long period = (long) (cost * 100 / budget.maxPercent());
    if (period > duration.toNanos()) {
      return new Refuse(
          forecast,
          String.format(
              Locale.ROOT,
              "one burst of %d ms would use up %.1f percent over all of the %.1f s",
              length / 1_000_000,
              cost * 100 / duration.toNanos(),
              duration.toNanos() / 1e9));
    }
    return new Burst(
        forecast, Duration.ofNanos(length), Duration.ofNanos(Math.max(0, period - length)));
  }
}
