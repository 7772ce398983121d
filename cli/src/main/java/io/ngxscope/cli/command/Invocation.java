package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.cli.screen.Screen;
import io.ngxscope.cli.screen.Screens;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.jspecify.annotations.Nullable;

/**
 * One call of a command.
 *
 * @param words every argument as given, without the program's name
 * @param line the options
 * @param streams where output goes
 */
public record Invocation(List<String> words, CommandLine line, Streams streams) {
  /** Copies the words. */
  public Invocation {
    words = List.copyOf(words);
  }

  /**
   * Standard output: data, nothing else. A progress line is taken away first, since both may be the
   * same terminal.
   */
  public PrintStream out() {
    screen().close();
    return streams.out();
  }

  /** Everything that is not data: progress, notes, warnings. */
  public Screen screen() {
    return streams.screen();
  }

  /** Whether a switch is set. */
  public boolean has(String option) {
    return line.hasOption(option);
  }

  /** Whether the answer shall be JSON. */
  public boolean json() {
    return has(CommonOptions.JSON);
  }

  /** Whether standard output may be coloured. */
  public boolean color() {
    return streams.color();
  }

  /** How wide text on standard output may be: the terminal, 80 where there is none. */
  public int columns() {
    return Screens.columnsOfOutput();
  }

  /** The words that belong to no option. */
  public List<String> arguments() {
    return line.getArgList();
  }

  /** The value of an option, or null if it is not given; the last one counts. */
  public @Nullable String value(String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? null : values[values.length - 1];
  }

  /** All values of an option that may be repeated. */
  public List<String> values(String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }

  /** The processes of {@code -p}; empty if it is not given. */
  public List<Pid> pids() {
    return PidList.parse(values(CommonOptions.PID));
  }

  /** The processes of {@code -p}, which must be given. */
  public List<Pid> requiredPids() {
    List<Pid> pids = pids();
    if (pids.isEmpty()) {
      throw new Usage("which process? -p PID is missing", "`ngxscope ps` lists nginx processes");
    }
    return pids;
  }

  /**
   * The duration that an option gives.
   *
   * @param option its long name
   * @param otherwise if it is not given
   */
  public Duration duration(String option, Duration otherwise) {
    String text = value(option);
    return text == null ? otherwise : Durations.parse("--" + option, text);
  }
}
