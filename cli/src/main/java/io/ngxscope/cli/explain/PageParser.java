package io.ngxscope.cli.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the small part of Markdown in which explanations are written, so that they look well on the
 * web, in a terminal and as a manual page: a title ({@code #}), sections ({@code ##}), paragraphs,
 * lists ({@code -}, continued lines indented), and lines that stay as they are: indented by four,
 * or fenced.
 */
final class PageParser {
  private static final String LITERAL = "    ";
  private static final String FENCE = "```";

  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final List<String> literal = new ArrayList<>();
  private boolean inItem;
  private boolean fenced;
  private String title = "";

  private PageParser() {}

  static Page parse(String markdown) {
    PageParser parser = new PageParser();
    markdown.lines().forEach(parser::line);
    parser.end();
    return new Page(parser.title, parser.parts);
  }

  private void line(String line) {
    if (line.startsWith(FENCE)) {
      end();
      fenced = !fenced;
    } else if (fenced) {
      literal.add(line);
    } else if (line.startsWith(LITERAL) && text.isEmpty()) {
      literal.add(line.substring(LITERAL.length()));
    } else if (line.isBlank()) {
      end();
    } else if (line.startsWith("# ")) {
      title = line.substring(2).strip();
    } else if (line.startsWith("## ")) {
      end();
      parts.add(new Part.Heading(line.substring(3).strip()));
    } else if (line.startsWith("- ")) {
      end();
      inItem = true;
      text.append(line.substring(2).strip());
    } else {
      text.append(text.isEmpty() ? "" : " ").append(line.strip());
    }
  }

  private void end() {
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal));
      literal.clear();
    }
    if (!text.isEmpty()) {
      parts.add(inItem ? new Part.Item(text.toString()) : new Part.Paragraph(text.toString()));
      text.setLength(0);
    }
    inItem = false;
  }
}
