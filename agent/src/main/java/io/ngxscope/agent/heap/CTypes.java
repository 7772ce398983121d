package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import java.nio.charset.StandardCharsets;

/** Sizes and names of the FFI's types ({@code CType}, {@code lj_ctype.h}). */
final class CTypes {
  private static final int KIND_SHIFT = 28;
  private static final int NUM = 0;
  private static final int STRUCT = 1;
  private static final int POINTER = 2;
  private static final int ARRAY = 3;
  private static final int VOID = 4;
  private static final int ENUM = 5;
  private static final int FUNC = 6;
  private static final int TYPEDEF = 7;
  private static final int ATTRIBUTE = 8;

  private static final int FLAG_BOOL = 0x0800_0000;
  private static final int FLAG_FP = 0x0400_0000;
  private static final int FLAG_UNSIGNED = 0x0080_0000;

  /** The same bit means "reference" for pointers and "union" for structures. */
  private static final int FLAG_REFERENCE = FLAG_UNSIGNED;

  private static final int MAX_DEPTH = 12;
  private static final int MAX_NAME = 80;
  private static final int MAX_TYPES = 65_536;

  private final HeapCopy.Reader heap;
  private final long table;
  private final int count;

  /**
   * Readies reading.
   *
   * @param state {@code CTState}, or 0
   */
  CTypes(HeapCopy.Reader heap, long state) {
    this.heap = heap;
    this.table = state == 0 ? 0 : heap.u64(state + HeapLayout.CTS_TAB);
    int top = state == 0 ? 0 : heap.i32(state + HeapLayout.CTS_TOP);
    this.count = top >= 0 && top <= MAX_TYPES ? top : 0;
  }

  private long at(int id) {
    return table + (long) id * HeapLayout.CTYPE_BYTES;
  }

  private int info(int id) {
    return id < count ? heap.i32(at(id) + HeapLayout.CTYPE_INFO) : VOID << KIND_SHIFT;
  }

  private static int kind(int info) {
    return info >>> KIND_SHIFT;
  }

  /** Bytes of a value of a type whose size does not vary, as {@code lj_cdata_free} takes it. */
  long size(int id) {
    int raw = id;
    int info = info(raw);
    for (int depth = 0; kind(info) == ATTRIBUTE && depth < MAX_DEPTH; depth++) {
      raw = info & 0xffff;
      info = info(raw);
    }
    return kind(info) <= ENUM && raw < count
        ? Integer.toUnsignedLong(heap.i32(at(raw) + HeapLayout.CTYPE_SIZE))
        : Long.BYTES;
  }

  /** A type in the words of C; unnamed ones by what they are. */
  String name(int id) {
    return name(id, 0);
  }

  private String name(int id, int depth) {
    int info = info(id);
    int child = info & 0xffff;
    int size = id < count ? heap.i32(at(id) + HeapLayout.CTYPE_SIZE) : 0;
    String own = ownName(id);
    if (depth > MAX_DEPTH || id >= count) {
      return "ctype " + id;
    }
    return switch (kind(info)) {
      case NUM -> own.isEmpty() ? number(info, size) : own;
      case STRUCT -> tagged((info & FLAG_REFERENCE) != 0 ? "union" : "struct", id, size);
      case ENUM -> tagged("enum", id, size);
      case POINTER ->
          kind(info(child)) == FUNC
              ? "function pointer"
              : name(child, depth + 1) + ((info & FLAG_REFERENCE) != 0 ? " &" : " *");
      case ARRAY -> array(child, size, depth);
      case VOID -> "void";
      case TYPEDEF, ATTRIBUTE -> own.isEmpty() ? name(child, depth + 1) : own;
      default -> "ctype " + id;
    };
  }

  private String array(int child, int size, int depth) {
    long element = size(child);
    String length = size < 0 || element == 0 ? "?" : Long.toString(size / element);
    return name(child, depth + 1) + "[" + length + "]";
  }

  /** The name of a structure, or of a typedef that stands for it. */
  private String tagged(String keyword, int id, int size) {
    String own = ownName(id);
    if (!own.isEmpty()) {
      return keyword + " " + own;
    }
    for (int other = 0; other < count; other++) {
      int info = info(other);
      if (kind(info) == TYPEDEF && (info & 0xffff) == id) {
        return ownName(other);
      }
    }
    return keyword + " (unnamed, " + Integer.toUnsignedString(size) + " bytes)";
  }

  private static String number(int info, int size) {
    if ((info & FLAG_BOOL) != 0) {
      return "bool";
    }
    if ((info & FLAG_FP) != 0) {
      return size == 4 ? "float" : "double";
    }
    String width = "int" + size * 8 + "_t";
    return (info & FLAG_UNSIGNED) != 0 ? "u" + width : width;
  }

  private String ownName(int id) {
    long string = id < count ? heap.u64(at(id) + HeapLayout.CTYPE_NAME) : 0;
    if (string == 0 || heap.u8(string + HeapLayout.GCT) != HeapLayout.STRING) {
      return "";
    }
    int length = heap.i32(string + HeapLayout.STRING_LENGTH);
    byte[] text =
        heap.bytes(string + HeapLayout.STRING_DATA, Math.max(0, Math.min(length, MAX_NAME)));
    return new String(text, StandardCharsets.UTF_8);
  }
}
