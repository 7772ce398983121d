package io.ngxscope.cli.document;

import io.ngxscope.cli.command.Command;
import io.ngxscope.cli.command.OptionList;
import io.ngxscope.cli.command.ValueKind;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/** Completion for zsh, by its {@code _arguments}: see zshcompsys(1). */
final class ZshCompletion {
  private ZshCompletion() {}

  static String of(List<Command> commands) {
    return Template.fill(
        "completion.zsh",
        "    @COMMANDS@\n",
        commands.stream()
            .map(c -> "    " + quoted(c.name() + ":" + c.summary()) + "\n")
            .collect(Collectors.joining()),
        "    @CASES@\n",
        commands.stream().map(ZshCompletion::branch).collect(Collectors.joining()));
  }

  private static String branch(Command command) {
    StringBuilder out = new StringBuilder("    " + command.name() + ")\n      _arguments -s");
    for (Option option : OptionList.of(command)) {
      for (String spelling : OptionList.spellings(option)) {
        out.append(" \\\n        " + quoted(specification(spelling, option)));
      }
    }
    if (command.maxArguments() > 0) {
      String choices = String.join(" ", command.argumentChoices());
      String action = choices.isEmpty() ? action(command.argumentNames()) : "(" + choices + ")";
      out.append(" \\\n        " + quoted("1:" + escaped(command.argumentNames()) + ":" + action));
    }
    return out.append("\n      ;;\n").toString();
  }

  /** {@code *} since options may be repeated. */
  private static String specification(String spelling, Option option) {
    String text = "*" + spelling + "[" + escaped(option.getDescription()) + "]";
    return option.hasArg()
        ? text + ":" + escaped(option.getArgName()) + ":" + action(option.getArgName())
        : text;
  }

  private static String action(String valueName) {
    return switch (ValueKind.of(valueName)) {
      case PIDS -> "_ngxscope_pids";
      case RECORDING -> "_files -g \"*.ngxr\"";
      case FILE -> "_files";
      case OTHER -> " ";
    };
  }

  private static String escaped(String text) {
    return text.replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
