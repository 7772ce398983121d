package io.ngxscope.cli.capture;

/**
 * Numbers such as "within 3 ms" can be missed on a machine that has no processor to spare: a whole
 * experiment is then done once more, and what went wrong the first time is printed, not hidden.
 */
final class SecondChance {
  private SecondChance() {}

  /** Something that may fail with an assertion. */
  interface Experiment {
    void run() throws Exception;
  }

  static void give(Experiment experiment) throws Exception {
    try {
      experiment.run();
    } catch (AssertionError e) {
      System.err.println("done once more, since the first time this was so: " + e.getMessage());
      experiment.run();
    }
  }
}
