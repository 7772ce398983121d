package io.ngxscope.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.cli.command.Command;
import io.ngxscope.cli.command.Commands;
import io.ngxscope.cli.command.HelpText;
import io.ngxscope.cli.command.OptionList;
import io.ngxscope.cli.explain.Page;
import io.ngxscope.cli.explain.PageText;
import io.ngxscope.cli.explain.Part;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a command must bring with it; a new one is found by itself. */
class EveryCommandTest {
  private static final List<Command> COMMANDS = Commands.all(words -> 0);
  private static final int ONE_PAGE_LINES = 70;

  static Stream<Named<Command>> commands() {
    return COMMANDS.stream().map(c -> Named.of(c.name(), c));
  }

  static Stream<Named<Command>> measuring() {
    return commands().filter(c -> c.getPayload().options().hasOption("p"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itsHelpHasARealExampleWithItsOutput(Command command) {
    List<String> lines = command.example().lines().toList();

    assertThat(lines.get(0)).startsWith("$ ").contains("ngxscope " + command.name());
    assertThat(lines.subList(1, lines.size()))
        .as("lines of output")
        .anyMatch(line -> !line.startsWith("$") && !line.isBlank() && !line.equals("..."));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itsOptionsAreDescribed(Command command) {
    for (Option option : OptionList.of(command)) {
      assertThat(option.getDescription()).as(option.toString()).isNotBlank();
      assertThat(!option.hasArg() || option.getArgName() != null).as(option.toString()).isTrue();
    }
  }

  /** A command that looks at a process measures something. */
  @ParameterizedTest
  @MethodSource("measuring")
  void whatItMeasuresIsExplainedOnOnePage(Command command) {
    Page page = Page.about(command.name()).orElseThrow();

    assertThat(page.title()).startsWith(command.name() + ": ");
    assertThat(page.parts())
        .contains(
            new Part.Heading("What it measures"),
            new Part.Heading("How"),
            new Part.Heading("What it costs"),
            new Part.Heading("What it cannot see"));
    assertThat(PageText.of(page, 80).lines().count()).isLessThanOrEqualTo(ONE_PAGE_LINES);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itAppearsInHelpManualAndCompletionsWithAllItsOptions(Command command) {
    String name = command.name();
    String page = new ManPages("1", "2026-11-01").of(command);
    String fish = FishCompletion.of(COMMANDS);

    assertThat(HelpText.all(COMMANDS)).contains("  " + name + " ");
    assertThat(new ManPages("1", "2026-11-01").all(COMMANDS))
        .contains(Roff.escaped("ngxscope-" + name + "(1)"));
    assertThat(BashCompletion.of(COMMANDS)).contains("\n    " + name + ")\n");
    assertThat(ZshCompletion.of(COMMANDS)).contains("\n    " + name + ")\n");
    assertThat(fish).contains("-n __ngxscope_first -a " + name + " ");
    for (Option option : OptionList.of(command)) {
      for (String spelling : OptionList.spellings(option)) {
        assertThat(HelpText.of(command)).contains(spelling);
        assertThat(page).contains(Roff.escaped(spelling));
        assertThat(BashCompletion.of(List.of(command))).contains(spelling);
        assertThat(ZshCompletion.of(List.of(command))).contains("*" + spelling + "[");
      }
      assertThat(fish).contains("-l " + option.getLongOpt());
    }
  }
}
