package io.ngxscope.agent.inspect;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.luajit.LuaValues;
import org.jspecify.annotations.Nullable;

/**
 * Says what an argument is, by what lies there: a request by its signature, objects of the Lua VM
 * by their type and the VM that they belong to, {@code ngx_str_t} by a length and text of that
 * length. What fits none of these is shown as the number that it is.
 */
final class ArgumentWords {
  private static final long SMALL = 1 << 20;
  private static final int REQUEST_SIGNATURE = 0x50545448;
  private static final int MIN_TEXT = 3;

  private final @Nullable LuaValues lua;

  ArgumentWords(@Nullable LuaValues lua) {
    this.lua = lua;
  }

  /**
   * In words.
   *
   * @param uri the path of the request that it is, if it is one
   */
  String of(SeenArgument a, String uri) {
    if (Long.compareUnsigned(a.value(), SMALL) < 0 || (a.value() < 0 && a.value() > -SMALL)) {
      return Long.toString(a.value());
    }
    String hex = "0x" + Long.toHexString(a.value());
    if (!HeapLayout.plausible(a.value() & ~7L) || isUnread(a)) {
      return hex;
    }
    String what = what(a, uri);
    return what.isEmpty() ? hex : hex + "  " + what;
  }

  private static boolean isUnread(SeenArgument a) {
    return a.first() == 0 && a.second() == 0 && a.third() == 0;
  }

  private String what(SeenArgument a, String uri) {
    if ((int) a.first() == REQUEST_SIGNATURE) {
      return ("ngx_http_request_t " + uri).strip();
    }
    String object = lua == null ? "" : lua.object(a.value(), a.second(), a.third());
    if (!object.isEmpty()) {
      return object;
    }
    boolean isString = a.first() > 0 && a.first() < SMALL && HeapLayout.plausible(a.second() & ~7L);
    if (isString) {
      int length = (int) Math.min(a.first(), a.secondBytes().length());
      String text = text(a.secondBytes(), length);
      if (length > 0 && text.length() == length) {
        boolean cut = a.first() > length;
        return "ngx_str_t \"" + text + (cut ? "..." : "") + "\" (" + a.first() + " bytes)";
      }
    }
    String value = lua == null ? "" : lua.value(a.first());
    if (!value.isEmpty()) {
      return "TValue " + value;
    }
    String text = text(a.bytes(), a.bytes().length());
    return text.length() >= MIN_TEXT
        ? "\"" + text + (text.length() == a.bytes().length() ? "..." : "") + "\""
        : "";
  }

  /** The printable text with which bytes begin. */
  static String text(String bytes, int length) {
    int end = 0;
    while (end < length && bytes.charAt(end) >= ' ' && bytes.charAt(end) < 0x7f) {
      end++;
    }
    return bytes.substring(0, end);
  }
}
