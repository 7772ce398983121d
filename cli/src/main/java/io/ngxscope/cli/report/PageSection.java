package io.ngxscope.cli.report;

import io.ngxscope.agent.recording.Recording;
import java.util.function.Function;

/**
 * A part of a page beneath a heading of its own. To add one: make a {@code PageSection} and enter
 * it into {@link PageContents}.
 *
 * @param id anchor and name for styles, lower-case letters and hyphens
 * @param title the heading, plain words
 * @param content HTML from a recording, every text of the target through {@link Markup}; empty if
 *     there is nothing to say, so that the section is left out
 */
public record PageSection(String id, String title, Function<Recording, String> content) {
  /** Rejects ids that would have to be escaped. */
  public PageSection {
    if (!id.matches("[a-z][a-z-]*")) {
      throw new IllegalArgumentException("not an id: " + id);
    }
  }

  /** The whole section, or nothing. */
  String html(Recording recording) {
    String inner = content.apply(recording);
    return inner.isEmpty()
        ? ""
        : Quantities.format(
            "<section id=\"%1$s\" aria-labelledby=\"%1$s-title\">\n<h2 id=\"%1$s-title\">%2$s</h2>\n%3$s</section>\n",
            id, Markup.of(title), inner);
  }
}
