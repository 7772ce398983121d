package io.ngxscope.cli.document;

import io.ngxscope.cli.command.Command;
import io.ngxscope.cli.command.ExitStatus;
import io.ngxscope.cli.command.HelpText;
import io.ngxscope.cli.command.OptionList;
import io.ngxscope.cli.explain.Page;
import io.ngxscope.cli.explain.Part;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;

/** Manual pages: one for all of ngxscope, and one for each command. */
final class ManPages {
  private final String version;
  private final String date;

  /**
   * Pages of a version.
   *
   * @param date of the build: year, month, day
   */
  ManPages(String version, String date) {
    this.version = version;
    this.date = date;
  }

  /** {@code ngxscope.1}. */
  String all(List<Command> commands) {
    Roff page = new Roff().title("NGXSCOPE", date, version).section("NAME");
    page.text("ngxscope - " + HelpText.PURPOSE);
    page.section("SYNOPSIS").call("ngxscope", "COMMAND [option]...");
    page.section("DESCRIPTION");
    HelpText.DESCRIPTION.forEach(page::paragraph);
    page.section("COMMANDS");
    commands.forEach(c -> page.term("ngxscope-" + c.name() + "(1)", c.summary()));
    page.section("EXAMPLE").literal(commands.get(0).example().lines().toList());
    exitStatus(page);
    page.section("ENVIRONMENT");
    HelpText.ENVIRONMENT.forEach(page::term);
    return page.toString();
  }

  /** {@code ngxscope-COMMAND.1}. */
  String of(Command command) {
    String name = "ngxscope-" + command.name();
    Roff page = new Roff().title(name.toUpperCase(Locale.ROOT), date, version);
    page.section("NAME").text(name + " - " + command.summary());
    String usage = HelpText.usage(command);
    String call = "ngxscope " + command.name();
    page.section("SYNOPSIS").call(call, usage.substring(call.length()).strip());
    Page.about(command.name()).ifPresent(explanation -> explain(page, explanation));
    page.section("OPTIONS");
    OptionList.of(command).forEach(o -> page.term(spelled(o), o.getDescription()));
    page.section("EXAMPLE").literal(command.example().lines().toList());
    exitStatus(page);
    page.section("SEE ALSO").text("ngxscope(1)");
    return page.toString();
  }

  private static void explain(Roff page, Page explanation) {
    page.section("DESCRIPTION");
    for (Part part : explanation.parts()) {
      if (part instanceof Part.Heading heading) {
        page.subsection(heading.text());
      } else if (part instanceof Part.Paragraph paragraph) {
        page.paragraph(plain(paragraph.text()));
      } else if (part instanceof Part.Item item) {
        page.item(plain(item.text()));
      } else if (part instanceof Part.Literal literal) {
        page.literal(literal.lines());
      }
    }
  }

  private static String plain(String text) {
    return text.replace("`", "").replace("**", "");
  }

  private static String spelled(Option option) {
    String names = String.join(", ", OptionList.spellings(option));
    return option.hasArg() ? names + " " + option.getArgName() : names;
  }

  private static void exitStatus(Roff page) {
    page.section("EXIT STATUS");
    ExitStatus.all().forEach(s -> page.term(Integer.toString(s.code()), s.meaning()));
  }
}
