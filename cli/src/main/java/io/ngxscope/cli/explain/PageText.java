package io.ngxscope.cli.explain;

import java.util.ArrayList;
import java.util.List;

/** An explanation for a terminal. */
public final class PageText {
  private static final int NARROWEST = 40;

  /** Longer lines are hard to read. */
  private static final int WIDEST = 100;

  private PageText() {}

  /**
   * The page as lines, each with its end.
   *
   * @param columns how wide it may be
   */
  public static String of(Page page, int columns) {
    int width = Math.max(NARROWEST, Math.min(WIDEST, columns));
    List<String> lines = new ArrayList<>(wrap(page.title(), "", "", width));
    boolean listed = false;
    for (Part part : page.parts()) {
      boolean item = part instanceof Part.Item;
      if (!(item && listed)) {
        lines.add("");
      }
      lines.addAll(lines(part, width));
      listed = item;
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<String> lines(Part part, int width) {
    if (part instanceof Part.Heading heading) {
      return List.of(heading.text());
    } else if (part instanceof Part.Paragraph paragraph) {
      return wrap(plain(paragraph.text()), "  ", "  ", width);
    } else if (part instanceof Part.Item item) {
      return wrap(plain(item.text()), "  - ", "    ", width);
    } else if (part instanceof Part.Literal literal) {
      return literal.lines().stream().map(line -> "    " + line).toList();
    }
    throw new AssertionError(part);
  }

  /** Marks of code and of emphasis are for the web. */
  private static String plain(String text) {
    return text.replace("`", "").replace("**", "");
  }

  /**
   * Breaks text at its blanks; a word that is longer than the line stays whole.
   *
   * @param first what the first line begins with
   * @param others what all others begin with
   * @param width columns, the beginnings included
   */
  public static List<String> wrap(String text, String first, String others, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(others);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
