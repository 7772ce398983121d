package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.DiagnosticException.TooCostly;
import java.util.Locale;

/** What samples of stacks cost: known by their rate, so that nothing has to be counted before. */
public final class SampleCost {
  /** Registers, the stack and the Lua stack, copied in the kernel: {@code docs/benchmarks.md}. */
  private static final double SAMPLE_MICROS = 35;

  private SampleCost() {}

  /**
   * Refuses a rate that a worker on a processor all of the time could not bear.
   *
   * @param hertz samples a second of processor time
   * @throws TooCostly if it is over the budget and nobody insists
   */
  public static void require(long hertz, Budget budget) {
    double percent = hertz * SAMPLE_MICROS / 1e4;
    if (percent > budget.maxPercent() && !budget.unsafe()) {
      long most = (long) (budget.maxPercent() * 1e4 / SAMPLE_MICROS);
      throw new TooCostly(
          String.format(
              Locale.ROOT,
              "%d samples a second would cost a busy worker %.1f percent of a processor, and %.3g"
                  + " are allowed",
              hertz,
              percent,
              budget.maxPercent()),
          "--hz "
              + Math.max(1, most)
              + " is within that; or raise --max-overhead, or insist with --unsafe-overhead");
    }
  }

  /**
   * The bill, as a sentence without its full stop.
   *
   * @param samples that were taken
   * @param workers on which
   * @param spanMicros how long, in microseconds
   */
  public static String bill(long samples, int workers, long spanMicros) {
    double percent =
        spanMicros <= 0 || workers == 0 ? 0 : samples * SAMPLE_MICROS * 100 / spanMicros / workers;
    return String.format(
        Locale.ROOT,
        "overhead %.2f %% of a processor for each worker: %,d samples at %.0f us",
        percent,
        samples,
        SAMPLE_MICROS);
  }
}
