package io.ngxscope.samples.stack;

import org.jspecify.annotations.Nullable;

/**
 * A frame as a tool has shown it.
 *
 * @param kind {@code lua}, {@code fast} (a built-in), {@code c}, {@code kernel} or {@code unknown}
 * @param function its name, or null if it is not known
 * @param file the Lua source, or null
 * @param line the line that was executing, or null if it is not known
 * @param definedLine the line on which the function begins, 0 for a main chunk, or null
 * @param mode how Lua code was run: {@code interpreted}, {@code compiled} or {@code inlined}; null
 *     for other kinds
 */
public record SeenFrame(
    String kind,
    @Nullable String function,
    @Nullable String file,
    @Nullable Integer line,
    @Nullable Integer definedLine,
    @Nullable String mode) {
  boolean isLua() {
    return kind.equals("lua");
  }

  @Override
  public String toString() {
    if (!isLua()) {
      return kind + ":" + (function == null ? "?" : function);
    }
    String name = function == null ? "function at " + definedLine : function;
    String place = file == null ? "?" : file.substring(file.lastIndexOf('/') + 1);
    return name + " " + place + ":" + (line == null ? "?" : line) + " (" + mode + ")";
  }
}
