package io.ngxscope.cli.document;

import java.util.List;

/** Text in the language of manual pages: see man(7), groff_man(7). */
final class Roff {
  private final StringBuilder out = new StringBuilder();
  private boolean afterHeading;

  /**
   * The first line of a page.
   *
   * @param date year, month, day
   */
  Roff title(String name, String date, String version) {
    return line(
        ".TH "
            + quoted(name)
            + " 1 "
            + '"'
            + date
            + '"'
            + " "
            + quoted("ngxscope " + version)
            + " ngxscope");
  }

  Roff section(String name) {
    return line(".SH " + quoted(name));
  }

  Roff subsection(String name) {
    return line(".SS " + quoted(name));
  }

  /** A paragraph; the first one of a section needs no space before it. */
  Roff paragraph(String text) {
    return (afterHeading ? this : line(".PP")).text(text);
  }

  /** A point of a list. */
  Roff item(String text) {
    return line(".IP \\(bu 2").text(text);
  }

  /** A term in bold, and what is said about it. */
  Roff term(String term, String text) {
    return line(".TP").line("\\fB" + escaped(term) + "\\fR").text(text);
  }

  /** Lines that stay as they are. */
  Roff literal(List<String> lines) {
    (afterHeading ? this : line(".PP")).line(".RS 4").line(".nf");
    lines.forEach(this::text);
    return line(".fi").line(".RE");
  }

  Roff text(String text) {
    String escaped = escaped(text);
    // A dot or a quote at the start of a line would be a request.
    boolean request = escaped.startsWith(".") || escaped.startsWith("'");
    return line((request ? "\\&" : "") + escaped);
  }

  /** A synopsis: the name in bold. */
  Roff call(String program, String rest) {
    return line("\\fB" + escaped(program) + "\\fR" + (rest.isEmpty() ? "" : " " + escaped(rest)));
  }

  private Roff line(String line) {
    afterHeading = line.startsWith(".SH") || line.startsWith(".SS");
    out.append(line).append('\n');
    return this;
  }

  /** A hyphen could become a typographic one, which nobody can paste into a terminal. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\e");
        case '-' -> out.append("\\-");
        case '`' -> out.append("\\(ga");
        case '^' -> out.append("\\(ha");
        case '~' -> out.append("\\(ti");
        case '\'' -> out.append("\\(aq");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static String quoted(String text) {
    return "\"" + escaped(text).replace("\"", "\\(dq") + "\"";
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
