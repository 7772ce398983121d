package io.ngxscope.cli.document;

import io.ngxscope.cli.command.Command;
import io.ngxscope.cli.command.OptionList;
import io.ngxscope.cli.command.ValueKind;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/** Completion for fish: see complete(1) of fish. */
final class FishCompletion {
  private FishCompletion() {}

  static String of(List<Command> commands) {
    return Template.fill(
        "completion.fish",
        "@LINES@\n",
        commands.stream().map(FishCompletion::lines).collect(Collectors.joining()));
  }

  private static String lines(Command command) {
    StringBuilder out =
        new StringBuilder(
            "complete -c ngxscope -n __ngxscope_first -a "
                + command.name()
                + description(command.summary()));
    String after = "complete -c ngxscope -n '__ngxscope_after " + command.name() + "'";
    for (Option option : OptionList.of(command)) {
      out.append(after);
      if (option.getOpt() != null) {
        out.append(" -s " + option.getOpt());
      }
      if (option.hasLongOpt()) {
        out.append(" -l " + option.getLongOpt());
      }
      out.append(option.hasArg() ? value(option.getArgName()) : "");
      out.append(description(option.getDescription()));
    }
    if (command.maxArguments() > 0) {
      String choices = String.join(" ", command.argumentChoices());
      out.append(
          after
              + (choices.isEmpty()
                  ? value(command.argumentNames()).replace(" -r", "")
                  : " -a '" + choices + "'")
              + "\n");
    }
    return out.toString();
  }

  private static String value(String name) {
    return switch (ValueKind.of(name)) {
      case PIDS -> " -x -a '(__ngxscope_pids)'";
      case RECORDING -> " -r -a '(__fish_complete_suffix .ngxr)'";
      case FILE -> " -r -F";
      case OTHER -> " -x";
    };
  }

  private static String description(String text) {
    return " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'\n";
  }
}
