package io.ngxscope.samples.stack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A frame that must be there. */
public sealed interface ExpectedFrame {
  /** True if this is what was seen. */
  boolean matches(SeenFrame seen, boolean jit);

  /**
   * A Lua function.
   *
   * @param label the word at the line that calls the next frame further in
   * @param place where that line is
   * @param mode how it must be run where compiling is allowed, or null if both will do; without
   *     compiling it must be interpreted
   */
  record Lua(String label, Place place, @Nullable String mode) implements ExpectedFrame {
    @Override
    public boolean matches(SeenFrame seen, boolean jit) {
      boolean rightMode =
          jit ? mode == null || mode.equals(seen.mode()) : "interpreted".equals(seen.mode());
      // In compiled code a line may be unknown, but never another one.
      boolean unknownLine = seen.line() == null && !"interpreted".equals(seen.mode());
      return rightMode
          && place.hasFunctionOf(seen)
          && (unknownLine || Objects.equals(seen.line(), place.line()));
    }

    @Override
    public String toString() {
      return label + " = " + place + (mode == null ? "" : " (" + mode + ")");
    }
  }

  /**
   * Code that stands in nginx.conf.
   *
   * @param directive such as {@code content_by_lua}
   */
  record Chunk(String directive) implements ExpectedFrame {
    @Override
    public boolean matches(SeenFrame seen, boolean jit) {
      return seen.isLua()
          && Integer.valueOf(0).equals(seen.definedLine())
          && seen.line() != null
          && seen.file() != null
          && seen.file().startsWith(directive + "(nginx.conf:");
    }

    @Override
    public String toString() {
      return directive + "(nginx.conf)";
    }
  }

  /**
   * A built-in.
   *
   * @param function its name in Lua; ngx_lua keeps some under several names, such as {@code
   *     coroutine.resume} and {@code coroutine.__resume}
   * @param interpretedOnly true if compiled code calls it without a frame
   */
  record Fast(String function, boolean interpretedOnly) implements ExpectedFrame {
    @Override
    public boolean matches(SeenFrame seen, boolean jit) {
      return seen.kind().equals("fast")
          && seen.function() != null
          && plain(function).equals(plain(seen.function()));
    }

    private static String plain(String name) {
      return name.replaceFirst("\\._+", ".");
    }

    @Override
    public String toString() {
      return "fast:" + function + (interpretedOnly ? "?" : "");
    }
  }

  /**
   * A function of C. Others may lie around it; this one must not be missing.
   *
   * @param function its name
   */
  record C(String function) implements ExpectedFrame {
    @Override
    public boolean matches(SeenFrame seen, boolean jit) {
      return seen.kind().equals("c") && function.equals(seen.function());
    }

    @Override
    public String toString() {
      return "c:" + function;
    }
  }
}
