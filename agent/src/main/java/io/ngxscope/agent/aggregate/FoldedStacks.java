package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stacks as one line of text each, {@code outer;inner 1234}, as flamegraph.pl and its many
 * relatives read them. Labels follow their conventions: {@code _[k]} marks kernel frames, {@code
 * _[j]} code of the JIT compiler, {@code _[i]} inlined functions. Characters that would break the
 * format are written as backslash escapes, so that every stack is one line and comes back whole.
 */
public final class FoldedStacks {
  private static final Pattern LUA =
      Pattern.compile("(?:(.*?)@)?(.*):(\\d{1,9})(_\\[[ij]\\])?", Pattern.DOTALL);
  private static final Pattern OFFSET =
      Pattern.compile("(.*)\\+0x([0-9a-f]{1,16})", Pattern.DOTALL);
  private static final String KERNEL = "_[k]";
  private static final String UNKNOWN = "[unknown: ";
  private static final String FAST = "[builtin] ";

  private FoldedStacks() {}

  /**
   * One line of folded text.
   *
   * @param stack the stack
   * @param weight its time or count, in the unit of the file
   */
  public record Line(Stack stack, long weight) {}

  /** A line without its line break. */
  public static String encode(Stack stack, long weight) {
    return stack(stack) + " " + weight;
  }

  /** The stack's part of a line; {@code [no stack]} if it has no frames. */
  public static String stack(Stack stack) {
    if (stack.frames().isEmpty()) {
      return "[no stack]";
    }
    StringBuilder text = new StringBuilder();
    for (Frame frame : stack.frames()) {
      if (text.length() > 0) {
        text.append(';');
      }
      escape(label(frame), text);
    }
    return text.toString();
  }

  /** What a frame is called in folded text, before escaping. */
  public static String label(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      String name = lua.function() == null ? "" : lua.function() + "@";
      String mode =
          switch (lua.mode()) {
            case INTERPRETED -> "";
            case COMPILED -> "_[j]";
            case INLINED -> "_[i]";
          };
      return name + lua.file() + ":" + lua.line() + mode;
    }
    if (frame instanceof Frame.Native c) {
      return c.function() != null
          ? c.function()
          : c.module() + "+0x" + Long.toHexString(c.offset());
    }
    if (frame instanceof Frame.Fast fast) {
      return FAST + fast.function();
    }
    if (frame instanceof Frame.Kernel kernel) {
      return kernel.function() + KERNEL;
    }
    return UNKNOWN + ((Frame.Unknown) frame).why() + "]";
  }

  /**
   * Reads a line, of ngxscope or another program.
   *
   * @return empty if it has no weight at its end, or a weight out of range
   */
  public static Optional<Line> decode(String line) {
    int space = line.lastIndexOf(' ');
    if (space < 0) {
      return Optional.empty();
    }
    try {
      long weight = Long.parseLong(line, space + 1, line.length(), 10);
      return weight < 0
          ? Optional.empty()
          : Optional.of(new Line(decodeStack(line.substring(0, space)), weight));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Stack decodeStack(String text) {
    if (text.equals("[no stack]")) {
      return Stack.EMPTY;
    }
    List<Frame> frames = new ArrayList<>();
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf(';', start);
      end = end < 0 ? text.length() : end;
      frames.add(frame(unescape(text.substring(start, end))));
      start = end + 1;
    }
    return new Stack(frames);
  }

  /** The frame behind a label, as far as the label tells. */
  private static Frame frame(String label) {
    if (label.startsWith(UNKNOWN) && label.endsWith("]")) {
      return new Frame.Unknown(label.substring(UNKNOWN.length(), label.length() - 1));
    }
    if (label.startsWith(FAST)) {
      return new Frame.Fast(label.substring(FAST.length()));
    }
    if (label.endsWith(KERNEL)) {
      return new Frame.Kernel(label.substring(0, label.length() - KERNEL.length()));
    }
    Matcher offset = OFFSET.matcher(label);
    if (offset.matches()) {
      long at = Long.parseUnsignedLong(offset.group(2), 16);
      return new Frame.Native(null, offset.group(1), at, NameSource.NONE, false);
    }
    Matcher lua = LUA.matcher(label);
    return lua.matches() ? lua(lua) : new Frame.Native(label, "", 0, NameSource.NONE, false);
  }

  private static Frame lua(Matcher label) {
    String mark = label.group(4) == null ? "" : label.group(4);
    Frame.LuaMode mode =
        switch (mark) {
          case "_[j]" -> Frame.LuaMode.COMPILED;
          case "_[i]" -> Frame.LuaMode.INLINED;
          default -> Frame.LuaMode.INTERPRETED;
        };
    return new Frame.Lua(label.group(1), label.group(2), 0, Integer.parseInt(label.group(3)), mode);
  }

  private static void escape(String label, StringBuilder out) {
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c == ';' || c == '\\' || unprintable(c)) {
        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
  }

  /** Control and format characters, separators of lines, and halves of pairs. */
  private static boolean unprintable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> Character.isSurrogate(c);
    };
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int code = text.startsWith("\\u", i) ? hex4(text, i + 2) : -1;
      if (code >= 0) {
        out.append((char) code);
        i += 5;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  private static int hex4(String text, int at) {
    int code = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }
}
