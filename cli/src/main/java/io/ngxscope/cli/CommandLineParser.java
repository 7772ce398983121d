package io.ngxscope.cli;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.cli.command.Command;
import io.ngxscope.cli.command.Invocation;
import io.ngxscope.cli.command.Streams;
import io.ngxscope.cli.command.Suggestion;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.AlreadySelectedException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.jspecify.annotations.Nullable;

/** Turns arguments into what is to be done: {@code ngxscope COMMAND [option]...}. */
final class CommandLineParser {
  static final String DEBUG = "debug";
  static final String HELP = "help";
  private final List<Command> commands;

  CommandLineParser(List<Command> commands) {
    this.commands = commands;
  }

  /** What the arguments ask for. */
  sealed interface Parsed {}

  /** {@code --version}. */
  record AskedForVersion() implements Parsed {}

  /**
   * {@code --help}.
   *
   * @param about the command, or null for all of them
   */
  record AskedForHelp(@Nullable Command about) implements Parsed {}

  /** A command with its options. */
  record Run(Command command, Invocation invocation) implements Parsed {}

  private static boolean isHelp(String word) {
    return word.equals("--" + HELP) || word.equals("-h");
  }

  /**
   * Understands the arguments.
   *
   * @throws Usage if they make no sense; it says what was probably meant
   */
  Parsed parse(List<String> args, Streams streams) {
    List<String> words = args.stream().filter(w -> !w.equals("--" + DEBUG)).toList();
    if (words.isEmpty()) {
      throw new Usage("which command?", "`ngxscope --help` lists them");
    }
    String first = words.get(0);
    if (Main.isVersion(first)) {
      return new AskedForVersion();
    }
    boolean help = isHelp(first) || first.equals(HELP);
    if (help) {
      return new AskedForHelp(words.size() > 1 ? command(words.get(1)) : null);
    }
    Command command = command(first);
    List<String> rest = words.subList(1, words.size());
    return rest.stream().anyMatch(CommandLineParser::isHelp)
        ? new AskedForHelp(command)
        : new Run(command, invocation(command, rest, args, streams));
  }

  private Command command(String name) {
    return commands.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknownCommand(name));
  }

  private Usage unknownCommand(String name) {
    if (name.startsWith("-")) {
      return new Usage(
          "the command comes first, not " + name, "for example: ngxscope ps; see --help");
    }
    List<String> names = commands.stream().map(Command::name).toList();
    return new Usage(
        "there is no command '" + name + "'",
        Suggestion.near(name, names)
            .map(n -> "did you mean `ngxscope " + n + "`?")
            .orElse("the commands are: " + String.join(", ", names)));
  }

  private static Invocation invocation(
      Command command, List<String> words, List<String> all, Streams streams) {
    Options options = command.options();
    try {
      CommandLine line =
          DefaultParser.builder()
              .setAllowPartialMatching(false)
              .get()
              .parse(options, words.toArray(new String[0]));
      rejectExtra(command, line.getArgList());
      return new Invocation(all, line, streams);
    } catch (ParseException e) {
      throw usage(command, options, e);
    }
  }

  private static void rejectExtra(Command command, List<String> extra) {
    if (extra.size() > command.maxArguments()) {
      String word = extra.get(command.maxArguments());
      boolean number = !word.isEmpty() && word.chars().allMatch(Character::isDigit);
      throw new Usage(
          "unexpected argument '" + word + "'",
          number && command.options().hasOption("p")
              ? "did you mean -p " + word + "?"
              : helpFor(command));
    }
  }

  private static Usage usage(Command command, Options options, ParseException e) {
    if (e instanceof UnrecognizedOptionException unknown) {
      return unknownOption(command, options, unknown.getOption());
    }
    if (e instanceof MissingArgumentException missing) {
      Option option = missing.getOption();
      return new Usage(name(option) + " needs a value: " + option.getArgName(), helpFor(command));
    }
    if (e instanceof AlreadySelectedException twice) {
      return new Usage(name(twice.getOption()) + " contradicts another option", helpFor(command));
    }
    return new Usage(String.valueOf(e.getMessage()), helpFor(command));
  }

  private static Usage unknownOption(Command command, Options options, String given) {
    String bare = given.replaceFirst("=.*", "").replaceFirst("^-+", "");
    Stream<String> known =
        options.getOptions().stream().flatMap(o -> Stream.ofNullable(o.getLongOpt()));
    return new Usage(
        "`ngxscope " + command.name() + "` has no option " + given,
        Suggestion.near(bare, known.toList())
            .map(n -> "did you mean --" + n + "?")
            .orElse(helpFor(command)));
  }

  private static String name(Option option) {
    return option.hasLongOpt() ? "--" + option.getLongOpt() : "-" + option.getOpt();
  }

  private static String helpFor(Command command) {
    return "see `ngxscope " + command.name() + " --help`";
  }
}
