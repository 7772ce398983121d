package io.ngxscope.cli.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;

/** What {@code --help} prints, within 80 columns where the words allow it. */
public final class HelpText {
  private static final int COLUMN = 26;

  private HelpText() {}

  /** About all commands. */
  public static String all(List<Command> commands) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "ngxscope names the Lua line, the C path and the URL that block an nginx event loop.");
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
    line(text, "exit status: 0 done, 1 found something (with --fail-on-finding), 2 usage,");
    line(text, "  3 no such target, 4 permission, 5 a tool is missing, 6 not supported here,");
    line(text, "  7 the probe failed, 8 bad recording, 70 a bug in ngxscope");
    return text.toString();
  }

  /** About one command. */
  public static String of(Command command) {
    StringBuilder text = new StringBuilder();
    line(text, "ngxscope " + command.name() + ": " + command.summary());
    line(text, "");
    String arguments = command.argumentNames().isEmpty() ? "" : " " + command.argumentNames();
    line(text, "usage: ngxscope " + command.name() + " [option]..." + arguments);
    line(text, "");
    options(command).forEach(option -> option(text, option));
    line(text, "");
    line(text, "example:");
    command.example().lines().forEach(l -> line(text, "  " + l));
    return text.toString();
  }

  private static List<Option> options(Command command) {
    List<Option> options = new ArrayList<>(command.options().getOptions());
    options.sort(Comparator.comparing(HelpText::sortName));
    options.add(Option.builder().longOpt("debug").desc("print traces of failures").get());
    options.add(Option.builder("h").longOpt("help").desc("print this text").get());
    return options;
  }

  private static String sortName(Option option) {
    String name = option.hasLongOpt() ? option.getLongOpt() : option.getOpt();
    return name.toLowerCase(Locale.ROOT);
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
