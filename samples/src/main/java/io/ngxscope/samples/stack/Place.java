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
  /** True if a frame is at this line of this very function. */
  boolean isThatOf(SeenFrame seen) {
    return seen.isLua()
        && seen.file() != null
        && seen.file().endsWith("/lua/" + file)
        && Objects.equals(seen.line(), line)
        && Objects.equals(seen.definedLine(), definedLine);
  }

  /** True if a frame has this function's name, perhaps with the module in front of it. */
  boolean hasName(SeenFrame seen) {
    if (function == null) {
      return true;
    }
    String name = seen.function();
    return name != null && (name.equals(function) || name.endsWith("." + function));
  }

  @Override
  public String toString() {
    String name = function == null ? "function at " + definedLine : function;
    return name + " " + file + ":" + line;
  }
}
