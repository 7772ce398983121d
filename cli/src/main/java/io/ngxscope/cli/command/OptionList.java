package io.ngxscope.cli.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;

/** The options of a command as help, manual pages and completions list them. */
public final class OptionList {
  private OptionList() {}

  /** Those of the command by name, then those that every command has. */
  public static List<Option> of(Command command) {
    List<Option> options = new ArrayList<>(command.options().getOptions());
    options.sort(Comparator.comparing(OptionList::sortName));
    options.add(Option.builder().longOpt("debug").desc("print traces of failures").get());
    options.add(Option.builder("h").longOpt("help").desc("print this text").get());
    return options;
  }

  /** How it is written: {@code -p} and {@code --pid}, as far as it has both. */
  public static List<String> spellings(Option option) {
    List<String> names = new ArrayList<>();
    if (option.getOpt() != null) {
      names.add("-" + option.getOpt());
    }
    if (option.hasLongOpt()) {
      names.add("--" + option.getLongOpt());
    }
    return names;
  }

  private static String sortName(Option option) {
    String name = option.hasLongOpt() ? option.getLongOpt() : option.getOpt();
    return name.toLowerCase(Locale.ROOT);
  }
}
