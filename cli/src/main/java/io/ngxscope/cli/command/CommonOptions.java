package io.ngxscope.cli.command;

import org.apache.commons.cli.Option;

/** Options that mean the same in every command that has them. */
public final class CommonOptions {
  /** Name of {@link #pid()}. */
  public static final String PID = "p";

  /** Name of {@link #json()}. */
  public static final String JSON = "json";

  /** Name of {@link #failOnFinding()}. */
  public static final String FAIL_ON_FINDING = "fail-on-finding";

  private CommonOptions() {}

  /** {@code -p PID}: whom to look at. */
  public static Option pid() {
    return Option.builder(PID)
        .longOpt("pid")
        .hasArg()
        .argName("PID[,PID]...")
        .desc("a worker, a master (all its workers), or a list; may be repeated")
        .get();
  }

  /** {@code --json}: the answer for programs. */
  public static Option json() {
    return Option.builder().longOpt(JSON).desc("print JSON to standard output").get();
  }

  /** {@code --fail-on-finding}: an answer for scripts in the exit status. */
  public static Option failOnFinding() {
    return Option.builder()
        .longOpt(FAIL_ON_FINDING)
        .desc("exit with 1 if something was found")
        .get();
  }
}
