package io.ngxscope.cli.capture;

import io.ngxscope.samples.stack.SeenFrame;
import org.jspecify.annotations.Nullable;

/**
 * A frame as JSON schema 1 has it; what a kind of frame does not have is null.
 *
 * @param kind {@code lua}, {@code c}, {@code fast}, {@code kernel} or {@code unknown}
 * @param function its name
 * @param file the Lua source
 * @param line the line that was executing
 * @param definedLine the line on which the function begins; 0 for a whole file or inline code
 * @param module the library of a C function
 * @param mode how Lua code was run
 * @param why why the frame is unknown
 */
record FoundFrame(
    String kind,
    @Nullable String function,
    @Nullable String file,
    @Nullable Integer line,
    @Nullable Integer definedLine,
    @Nullable String module,
    @Nullable String mode,
    @Nullable String why) {
  boolean isLua() {
    return kind.equals("lua");
  }

  SeenFrame seen() {
    return new SeenFrame(kind, function, file, line, definedLine, mode);
  }

  @Override
  public String toString() {
    return isLua() ? function + " " + file + ":" + line : kind + " " + function;
  }
}
