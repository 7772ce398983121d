package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import java.util.Locale;

/** What things in a heap are called. Everything here may be hostile text. */
final class Names {
  private static final int MAX_KEY = 60;
  private static final int MAX_CHUNK = 300;
  private static final int MAX_UPVALUE_NAMES = 1 << 14;

  private final HeapCopy.Reader heap;

  Names(HeapCopy.Reader heap) {
    this.heap = heap;
  }

  /** Words for a type, as Lua has them where it has any. */
  static String type(int gct) {
    return switch (gct) {
      case HeapLayout.STRING -> "string";
      case HeapLayout.UPVALUE -> "upvalue";
      case HeapLayout.THREAD -> "coroutine";
      case HeapLayout.PROTO -> "prototype";
      case HeapLayout.FUNCTION -> "function";
      case HeapLayout.TRACE -> "trace";
      case HeapLayout.CDATA -> "cdata";
      case HeapLayout.TABLE -> "table";
      case HeapLayout.USERDATA -> "userdata";
      default -> "unknown";
    };
  }

  /** Where a prototype was defined: {@code shop/cache.lua:12}. */
  String proto(long proto) {
    String chunk = HeapText.read(heap, heap.u64(proto + HeapLayout.PROTO_CHUNKNAME), MAX_CHUNK);
    int line = heap.i32(proto + HeapLayout.PROTO_FIRSTLINE);
    if (chunk.isEmpty()) {
      return "(unknown source)";
    }
    boolean marked = chunk.startsWith("@") || chunk.startsWith("=");
    return (marked ? chunk.substring(1) : source(chunk)) + ":" + line;
  }

  /** Code that was given as a string has its first line for a name. */
  private static String source(String chunk) {
    int end = chunk.indexOf('\n');
    return "[string \"" + (end < 0 ? chunk : chunk.substring(0, end) + "...") + "\"]";
  }

  /** The definition of a function; of a C function, that it is one. */
  String function(long function) {
    int ffid = heap.u8(function + HeapLayout.FUNC_FFID);
    if (ffid == 0) {
      return proto(heap.u64(function + HeapLayout.FUNC_PC) - HeapLayout.PROTO_BYTES);
    }
    return ffid == 1 ? "C function" : "built-in";
  }

  /** The name of an upvalue of a function; empty if its debug information was stripped. */
  String upvalue(long function, int number) {
    if (heap.u8(function + HeapLayout.FUNC_FFID) != 0) {
      return "";
    }
    long proto = heap.u64(function + HeapLayout.FUNC_PC) - HeapLayout.PROTO_BYTES;
    long at = heap.u64(proto + HeapLayout.PROTO_UVINFO);
    if (at == 0) {
      return "";
    }
    int skip = number;
    for (int i = 0; i < MAX_UPVALUE_NAMES && skip > 0; i++) {
      skip -= heap.u8(at++) == 0 ? 1 : 0;
    }
    StringBuilder name = new StringBuilder();
    for (int c = heap.u8(at); c != 0 && name.length() < MAX_KEY; c = heap.u8(++at)) {
      name.append((char) c);
    }
    return name.toString();
  }

  /** A string key as it is written behind a table: {@code .name} or {@code ["a name"]}. */
  String key(long string) {
    String text = HeapText.read(heap, string, MAX_KEY);
    int length = heap.i32(string + HeapLayout.STRING_LENGTH);
    String whole = length > MAX_KEY ? text + "..." : text;
    return isName(whole) ? "." + whole : quoted(whole);
  }

  /** A text in brackets and quotes. */
  static String quoted(String text) {
    return "[\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
  }

  private static boolean isName(String text) {
    boolean name = !text.isEmpty() && !Character.isDigit(text.charAt(0));
    for (int i = 0; i < text.length() && name; i++) {
      char c = text.charAt(i);
      name = c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
    }
    return name;
  }

  /** A 64-bit pattern in short. */
  static String hex(long value) {
    return String.format(Locale.ROOT, "%08x", (int) (value ^ value >>> 32));
  }
}
