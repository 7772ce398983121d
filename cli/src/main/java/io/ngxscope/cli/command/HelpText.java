package io.ngxscope.cli.command;

import io.ngxscope.cli.explain.Page;
import io.ngxscope.cli.explain.PageText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/** What {@code --help} prints, within 80 columns where the words allow it. */
public final class HelpText {
  private static final int COLUMN = 26;
  private static final int WIDTH = 80;

  /** What ngxscope is for. */
  public static final String PURPOSE =
      "names the Lua line, the C path and the URL that block an nginx event loop";

  /** What a manual page says about all of it, in paragraphs. */
  public static final List<String> DESCRIPTION =
      List.of(
          "Given the process number of an nginx or OpenResty worker and nothing else, ngxscope names"
              + " what keeps the worker from its event loop. It looks from outside: no restart, no"
              + " nginx module, no debug symbols, no change of the Lua code.",
          "Data go to standard output, everything else to standard error. Ctrl-C ends a capture early"
              + " and keeps everything. Reading another process needs the rights of ptrace(2): root,"
              + " CAP_SYS_PTRACE, or the same user.");

  /** Variables of the environment and what they do. */
  public static final Map<String, String> ENVIRONMENT =
      new TreeMap<>(
          Map.of(
              "NO_COLOR", "if it is not empty, output has no colours",
              "NGXSCOPE_JAVA_OPTS", "more options for the Java virtual machine, split at blanks",
              "XDG_STATE_HOME", "where the shell keeps its history (~/.local/state)"));

  private HelpText() {}

  /** About all commands. */
  public static String all(List<Command> commands) {
    StringBuilder text = new StringBuilder();
    line(text, "ngxscope " + PURPOSE + ".");
    line(text, "");
    line(text, "usage: ngxscope COMMAND [option]...");
    line(text, "");
    for (Command command : commands) {
      line(text, String.format(Locale.ROOT, "  %-10s %s", command.name(), command.summary()));
    }
    line(text, "");
    line(text, "  ngxscope COMMAND --help   options of a command, with an example");
    line(text, "  ngxscope --version        the version");
    line(text, "");
    line(text, "example:");
    Command first = commands.get(0);
    first.example().lines().forEach(l -> line(text, "  " + l));
    line(text, "");
    String statuses =
        ExitStatus.all().stream()
            .map(s -> s.code() + " " + s.meaning())
            .collect(Collectors.joining(", "));
    PageText.wrap("exit status: " + statuses, "", "  ", WIDTH).forEach(l -> line(text, l));
    return text.toString();
  }

  /** About one command. */
  public static String of(Command command) {
    StringBuilder text = new StringBuilder();
    line(text, "ngxscope " + command.name() + ": " + command.summary());
    line(text, "");
    line(text, "usage: " + usage(command));
    line(text, "");
    OptionList.of(command).forEach(option -> option(text, option));
    line(text, "");
    line(text, "example:");
    command.example().lines().forEach(l -> line(text, "  " + l));
    if (Page.about(command.name()).isPresent()) {
      line(text, "");
      line(text, "what it measures, and what it cannot see: ngxscope explain " + command.name());
    }
    return text.toString();
  }

  /** How a command is called. */
  public static String usage(Command command) {
    String arguments = command.argumentNames().isEmpty() ? "" : " " + command.argumentNames();
    return "ngxscope " + command.name() + " [option]..." + arguments;
  }

  private static void option(StringBuilder text, Option option) {
    String names = names(option);
    String gap =
        names.length() < COLUMN ? " ".repeat(COLUMN - names.length()) : "\n" + " ".repeat(COLUMN);
    line(text, names + gap + option.getDescription());
  }

  private static String names(Option option) {
    String brief = option.getOpt() == null ? "      " : "  -" + option.getOpt() + ", ";
    String full = option.hasLongOpt() ? "--" + option.getLongOpt() : "";
    String names = full.isEmpty() ? brief.replace(", ", "") : brief + full;
    return option.hasArg() ? names + " " + option.getArgName() : names;
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
