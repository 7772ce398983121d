package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stacks as one line of text each, {@code outer;inner 1234}, as flamegraph.pl and its many
 * relatives read them. Labels follow their conventions: {@code _[k]} marks kernel frames, {@code
 * _[j]} code of the JIT compiler, {@code _[i]} inlined functions. Characters that would break the
 * format are written as backslash escapes, so that every stack is one line and comes back whole.
 */
public final class FoldedStacks {
  private static final String OFFSET = "+0x";
  private static final String COMPILED = "_[j]";
  private static final String INLINED = "_[i]";
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
      escape(label(frame), text);
      text.append(';');
    }
    return text.substring(0, text.length() - 1);
  }

  /** What a frame is called in folded text, before escaping. */
  public static String label(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      String name = lua.function() == null ? "" : lua.function() + "@";
      String mode =
          switch (lua.mode()) {
            case INTERPRETED, LATER -> "";
            case COMPILED -> COMPILED;
            case INLINED -> INLINED;
          };
      return name + lua.file() + ":" + lua.line() + mode;
    }
    if (frame instanceof Frame.Native c) {
      return c.function() != null
          ? c.function()
          : c.module() + OFFSET + Long.toHexString(c.offset());
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
      frames.add(own(unescape(text.substring(start, end))));
      start = end + 1;
    }
    return new Stack(frames);
  }

  /**
   * The frame behind a label that any program may have written, escapes included. What only looks
   * like a label of ngxscope, and would not come back as it was, is the name of a C function.
   *
   * @param escaped as it stands in folded text, between semicolons
   */
  public static Frame frame(String escaped) {
    String label = unescape(escaped);
    Frame frame = own(label);
    boolean sure =
        !(frame instanceof Frame.Lua lua)
            || label.indexOf('@') > 0
            || lua.file().endsWith(".lua")
            || lua.file().contains("_by_lua");
    return sure && label(frame).equals(label)
        ? frame
        : new Frame.Native(label, "", 0, NameSource.NONE, false);
  }

  /** The frame behind a label of ngxscope, as far as the label tells. */
  private static Frame own(String label) {
    if (label.startsWith(UNKNOWN) && label.endsWith("]")) {
      return new Frame.Unknown(label.substring(UNKNOWN.length(), label.length() - 1));
    }
    if (label.startsWith(FAST)) {
      return new Frame.Fast(label.substring(FAST.length()));
    }
    if (label.endsWith(KERNEL)) {
      return new Frame.Kernel(label.substring(0, label.length() - KERNEL.length()));
    }
    Frame place = offset(label);
    place = place != null ? place : lua(label);
    return place != null ? place : new Frame.Native(label, "", 0, NameSource.NONE, false);
  }

  private static @Nullable Frame offset(String label) {
    int at = label.lastIndexOf(OFFSET);
    String digits = at < 0 ? "" : label.substring(at + OFFSET.length());
    if (digits.isEmpty() || digits.length() > 16 || !isHex(digits)) {
      return null;
    }
    long offset = Long.parseUnsignedLong(digits, 16);
    return new Frame.Native(null, label.substring(0, at), offset, NameSource.NONE, false);
  }

  private static boolean isHex(String digits) {
    return digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
  }

  private static @Nullable Frame lua(String label) {
    boolean marked = label.endsWith(COMPILED) || label.endsWith(INLINED);
    String place = marked ? label.substring(0, label.length() - COMPILED.length()) : label;
    int colon = place.lastIndexOf(':');
    String line = place.substring(colon + 1);
    if (colon < 0
        || line.isEmpty()
        || line.length() > 9
        || !line.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    int at = place.indexOf('@');
    boolean named = at >= 0 && at < colon;
    return new Frame.Lua(
        named ? place.substring(0, at) : null,
        place.substring(named ? at + 1 : 0, colon),
        0,
        Integer.parseInt(line),
        mode(label, marked));
  }

  private static Frame.LuaMode mode(String label, boolean marked) {
    if (!marked) {
      return Frame.LuaMode.INTERPRETED;
    }
    return label.endsWith(COMPILED) ? Frame.LuaMode.COMPILED : Frame.LuaMode.INLINED;
  }

  private static void escape(String label, StringBuilder out) {
    for (int i = 0; i < label.length(); ) {
      int c = label.codePointAt(i);
      int end = i + Character.charCount(c);
      if (c == ';' || unprintable(c) || (c == '\\' && label.startsWith("u", end))) {
        label.substring(i, end).chars().forEach(u -> out.append(escaped(u)));
      } else {
        out.append(label, i, end);
      }
      i = end;
    }
  }

  private static String escaped(int unit) {
    return String.format(Locale.ROOT, "\\u%04x", unit);
  }

  /**
   * Control, format and private characters, such as are none, separators of lines, and halves of
   * pairs.
   */
  private static boolean unprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
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
