package io.ngxscope.cli.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A script, a resource beside this class, with places to be filled. */
final class Template {
  private Template() {}

  /**
   * The script.
   *
   * @param places a place and its text, another place and its text...
   */
  static String fill(String name, String... places) {
    String text = read(name);
    for (int i = 0; i < places.length; i += 2) {
      text = text.replace(places[i], places[i + 1]);
    }
    return text;
  }

  private static String read(String name) {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
