package io.ngxscope.cli.command;

import java.util.List;
import org.apache.commons.cli.Options;

/**
 * One sub-command of ngxscope. Making one costs nothing: all of them are made for each help text.
 */
public interface Command {
  /** What {@link #run} returns when it has done its work. */
  int DONE = 0;

  /** What {@link #run} returns when it has found what {@code --fail-on-finding} looks for. */
  int FOUND = 1;

  /** Its name on the command line, one lower-case word. */
  String name();

  /** What it is for, one line without a full stop. */
  String summary();

  /** Its options; those for help and debugging are added by others. */
  Options options();

  /**
   * Real use with real output, a few lines as they stand in a terminal, the first with {@code $}.
   */
  String example();

  /** How many words it takes that belong to no option. */
  default int maxArguments() {
    return 0;
  }

  /** These words in a usage line, such as {@code FILE}; empty if there are none. */
  default String argumentNames() {
    return "";
  }

  /** What such a word can be, if that can be listed; for completion. */
  default List<String> argumentChoices() {
    return List.of();
  }

  /**
   * Does it: data to {@link Invocation#out()}, everything else to {@link Invocation#screen()}.
   *
   * @return {@link #DONE} or {@link #FOUND}
   * @throws io.ngxscope.agent.model.DiagnosticException for everything that can fail
   */
  int run(Invocation invocation);
}
