package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import java.nio.charset.StandardCharsets;

/** Texts in the copied heap: hostile, escaped where shown. */
final class HeapText {
  private HeapText() {}

  /**
   * The beginning of a string.
   *
   * @param string a {@code GCstr}
   * @param limit bytes at most
   * @return empty if there is no string
   */
  static String read(HeapCopy.Reader heap, long string, int limit) {
    if (heap.u8(string + HeapLayout.GCT) != HeapLayout.STRING) {
      return "";
    }
    int length = heap.i32(string + HeapLayout.STRING_LENGTH);
    if (length <= 0) {
      return "";
    }
    byte[] text = heap.bytes(string + HeapLayout.STRING_DATA, Math.min(length, limit));
    return new String(text, StandardCharsets.UTF_8);
  }
}
