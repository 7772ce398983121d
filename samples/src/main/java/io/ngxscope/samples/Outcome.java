package io.ngxscope.samples;

/**
 * How a process ended.
 *
 * @param exit its exit status; 128 + N if signal N ended it
 * @param stdout all that it wrote to standard output
 * @param stderr all that it wrote to standard error
 */
public record Outcome(int exit, String stdout, String stderr) {
  /** True for exit status 0. */
  public boolean ok() {
    return exit == 0;
  }

  /** Everything on one screen, for the message of a failed assertion. */
  public String describe() {
    return "exit " + exit + "\n--- stdout\n" + stdout + "\n--- stderr\n" + stderr;
  }
}
