package io.ngxscope.samples.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a Lua source of the sample says about its stacks: labels ({@code -- @label} at the end
 * of a line) and shapes ({@code -- STACK name: ...}). The function around a label is the nearest
 * line above with less indentation that holds the word function, so the sources are indented well.
 */
final class LuaSource {
  private static final Pattern LABEL = Pattern.compile("-- @([\\w.-]+)$");
  private static final Pattern SHAPE =
      Pattern.compile("^-- STACK ([\\w-]+)(?: \\[(spin|wait)\\])?: (.+)$");
  private static final Pattern FUNCTION = Pattern.compile("\\bfunction\\b ?(?:([\\w.:]+))?\\(");
  private static final Pattern LAST_NAME = Pattern.compile("(\\w+)$");

  private final String file;
  private final List<String> lines;

  LuaSource(String file, List<String> lines) {
    this.file = file;
    this.lines = List.copyOf(lines);
  }

  /**
   * A shape as it is written down.
   *
   * @param name of its location
   * @param leaf the only way to stay that it has, or null for both
   * @param chain the text
   */
  record Shape(String name, @Nullable String leaf, String chain) {}

  List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (String line : lines) {
      Matcher shape = SHAPE.matcher(line);
      if (shape.find()) {
        shapes.add(new Shape(shape.group(1), shape.group(2), shape.group(3)));
      }
    }
    return shapes;
  }

  Map<String, Place> labels() {
    Map<String, Place> labels = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher label = LABEL.matcher(lines.get(i));
      if (label.find()) {
        labels.put(label.group(1), place(i));
      }
    }
    return labels;
  }

  private Place place(int index) {
    int indentation = indentation(lines.get(index));
    for (int i = index - 1; i >= 0; i--) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("--") || indentation(line) >= indentation) {
        continue;
      }
      Matcher function = FUNCTION.matcher(line);
      if (function.find()) {
        return new Place(file, index + 1, lastName(function.group(1)), i + 1);
      }
      indentation = indentation(line);
    }
    return new Place(file, index + 1, null, 0);
  }

  /** Of {@code shop.Basket:total} the name is {@code total}. */
  private static @Nullable String lastName(@Nullable String declared) {
    Matcher last = LAST_NAME.matcher(declared == null ? "" : declared);
    return last.find() ? last.group(1) : null;
  }

  private static int indentation(String line) {
    return line.length() - line.stripLeading().length();
  }
}
