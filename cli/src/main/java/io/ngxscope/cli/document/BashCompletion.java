package io.ngxscope.cli.document;

import io.ngxscope.cli.command.Command;
import io.ngxscope.cli.command.OptionList;
import io.ngxscope.cli.command.ValueKind;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/** Completion for bash, without the library bash-completion. */
final class BashCompletion {
  private BashCompletion() {}

  static String of(List<Command> commands) {
    return Template.fill(
        "completion.bash",
        "@COMMANDS@",
        commands.stream().map(Command::name).collect(Collectors.joining(" ")),
        "    @CASES@\n",
        commands.stream().map(BashCompletion::branch).collect(Collectors.joining()));
  }

  private static String branch(Command command) {
    List<Option> options = OptionList.of(command);
    String all =
        options.stream()
            .flatMap(o -> OptionList.spellings(o).stream())
            .collect(Collectors.joining(" "));
    StringBuilder out = new StringBuilder("    " + command.name() + ")\n");
    out.append("      options='" + all + "'\n");
    for (ValueKind kind : ValueKind.values()) {
      String names = withValue(options, kind);
      if (!names.isEmpty()) {
        out.append("      " + variable(kind) + "=' " + names + " '\n");
      }
    }
    if (command.maxArguments() > 0) {
      out.append("      arguments=" + variable(ValueKind.of(command.argumentNames())) + "\n");
      out.append("      words='" + String.join(" ", command.argumentChoices()) + "'\n");
    }
    return out.append("      ;;\n").toString();
  }

  private static String withValue(List<Option> options, ValueKind kind) {
    return options.stream()
        .filter(o -> o.hasArg() && ValueKind.of(o.getArgName()) == kind)
        .flatMap(o -> OptionList.spellings(o).stream())
        .collect(Collectors.joining(" "));
  }

  private static String variable(ValueKind kind) {
    return switch (kind) {
      case PIDS -> "pids";
      case RECORDING -> "recordings";
      case FILE -> "files";
      case OTHER -> "others";
    };
  }
}
