package io.ngxscope.samples.stack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line of a Lua source.
 *
 * @param file its path below the folder {@code lua}
 * @param line the line, from 1
 * @param function the declared name of the function around it, or null for a function without one
 *     and for a main chunk
 * @param definedLine the line on which that function begins, 0 for a main chunk
 */
public record Place(String file, int line, @Nullable String function, int definedLine) {
  /** True if a frame is one of this very function, under its name or with the module in front. */
  boolean hasFunctionOf(SeenFrame seen) {
    return isWithin(seen) && (function == null || hasName(seen.function(), function));
  }

  /** True if a frame is one of this function, whatever its name is. */
  boolean isWithin(SeenFrame seen) {
    return seen.isLua()
        && seen.file() != null
        && seen.file().endsWith("/lua/" + file)
        && Objects.equals(seen.definedLine(), definedLine);
  }

  private static boolean hasName(@Nullable String seen, String name) {
    return seen != null && (seen.equals(name) || seen.endsWith("." + name));
  }

  @Override
  public String toString() {
    String name = function == null ? "function at " + definedLine : function;
    return name + " " + file + ":" + line;
  }
}
