package io.ngxscope.cli.explain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An explanation.
 *
 * @param title its first line
 * @param parts what follows
 */
public record Page(String title, List<Part> parts) {
  /** Copies the parts. */
  public Page {
    parts = List.copyOf(parts);
  }

  /** Reads a page; of Markdown, only what explanations need. */
  public static Page parse(String markdown) {
    return PageParser.parse(markdown);
  }

  /**
   * The explanation of a topic, a resource of this program.
   *
   * @param topic a name without slashes, such as that of a command
   */
  public static Optional<Page> about(String topic) {
    if (!topic.matches("[a-z0-9-]+")) {
      return Optional.empty();
    }
    try (InputStream in = Page.class.getResourceAsStream(topic + ".md")) {
      return in == null
          ? Optional.empty()
          : Optional.of(PageParser.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
