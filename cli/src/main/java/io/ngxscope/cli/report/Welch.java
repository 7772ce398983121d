package io.ngxscope.cli.report;

/**
 * Whether two series of measurements differ by more than chance would explain: Welch's t-test, two-
 * sided, at 1 %.
 */
final class Welch {
  /** Critical values of Student's t for 0.5 % at each end, by degrees of freedom from 1 on. */
  private static final double[] CRITICAL = {
    63.66, 9.92, 5.84, 4.60, 4.03, 3.71, 3.50, 3.36, 3.25, 3.17, 3.11, 3.05, 3.01, 2.98, 2.95, 2.92,
    2.90, 2.88, 2.86, 2.85, 2.83, 2.82, 2.81, 2.80, 2.79, 2.78, 2.77, 2.76, 2.76, 2.75
  };

  private static final double CRITICAL_OF_MANY = 2.70;

  private Welch() {}

  static boolean differ(double[] a, double[] b) {
    if (a.length < 2 || b.length < 2) {
      return false;
    }
    double errorA = variance(a) / a.length;
    double errorB = variance(b) / b.length;
    double error = errorA + errorB;
    double difference = Math.abs(mean(a) - mean(b));
    if (error == 0) {
      return difference > 0;
    }
    double freedom =
        error * error / (errorA * errorA / (a.length - 1) + errorB * errorB / (b.length - 1));
    return difference / Math.sqrt(error) > critical(freedom);
  }

  private static double critical(double freedom) {
    int whole = (int) Math.max(1, Math.floor(freedom));
    return whole <= CRITICAL.length ? CRITICAL[whole - 1] : CRITICAL_OF_MANY;
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / (values.length - 1);
  }
}
