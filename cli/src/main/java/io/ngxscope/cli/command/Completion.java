package io.ngxscope.cli.command;

import io.ngxscope.cli.screen.LineEditor.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;

/** What can stand at a place of a command line, from the commands and their options alone. */
final class Completion {
  private final List<Command> commands;
  private final Nouns nouns;

  /** Things that commands are about. */
  interface Nouns {
    /** Processes of nginx. */
    List<Proposal> processes();

    /** Files and folders that begin with this, recordings only or all. */
    List<Proposal> files(String begun, boolean recordings);
  }

  Completion(List<Command> commands, Nouns nouns) {
    this.commands = commands;
    this.nouns = nouns;
  }

  /** What fits; the last of the words is not yet whole and may be empty. */
  List<Proposal> complete(List<String> words) {
    String begun = words.get(words.size() - 1);
    return proposals(words, begun).filter(p -> p.word().startsWith(begun)).toList();
  }

  private Stream<Proposal> proposals(List<String> words, String begun) {
    if (words.size() == 1) {
      return commands.stream().map(c -> new Proposal(c.name(), c.summary(), true));
    }
    Optional<Command> command = find(words.get(0));
    if (command.isEmpty()) {
      return words.get(0).equals("help") && words.size() == 2
          ? commands.stream().map(c -> new Proposal(c.name(), c.summary(), true))
          : Stream.empty();
    }
    Optional<Option> before = option(command.get(), words.get(words.size() - 2));
    if (before.isPresent() && before.get().hasArg()) {
      return values(before.get().getArgName(), begun);
    }
    return begun.startsWith("-") ? options(command.get()) : arguments(command.get(), begun);
  }

  private Optional<Command> find(String name) {
    return commands.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  private static Optional<Option> option(Command command, String word) {
    return OptionList.of(command).stream()
        .filter(o -> OptionList.spellings(o).contains(word))
        .findFirst();
  }

  private static Stream<Proposal> options(Command command) {
    return OptionList.of(command).stream()
        .flatMap(
            o ->
                OptionList.spellings(o).stream()
                    .map(s -> new Proposal(s, o.getDescription(), true)));
  }

  private Stream<Proposal> arguments(Command command, String begun) {
    if (command.maxArguments() == 0) {
      return options(command);
    }
    return Stream.concat(
        command.argumentChoices().stream().map(word -> new Proposal(word, "", true)),
        values(command.argumentNames(), begun));
  }

  private Stream<Proposal> values(String name, String begun) {
    return switch (ValueKind.of(name)) {
      case PIDS -> pids(begun);
      case RECORDING -> nouns.files(begun, true).stream();
      case FILE -> nouns.files(begun, false).stream();
      case OTHER -> Stream.empty();
    };
  }

  /** The last one of a list such as {@code 17,42}. */
  private Stream<Proposal> pids(String begun) {
    String earlier = begun.substring(0, begun.lastIndexOf(',') + 1);
    List<String> used = List.of(earlier.split(",", -1));
    List<Proposal> all = new ArrayList<>(nouns.processes());
    all.removeIf(p -> used.contains(p.word()));
    return all.stream().map(p -> new Proposal(earlier + p.word(), p.description(), false));
  }
}
