package io.ngxscope.agent.heap;

/** What stands for a string in a result: how it begins, or a number where values are not shown. */
final class StringText {
  private static final int SHOWN = 48;

  private final HeapCopy.Reader heap;
  private final boolean withValues;

  /** Equal strings have equal numbers within one result, and others in the next. */
  private final long salt = System.nanoTime() | 1;

  StringText(HeapCopy.Reader heap, boolean withValues) {
    this.heap = heap;
    this.withValues = withValues;
  }

  /** Of a string object. */
  String of(long string, int length) {
    if (withValues) {
      return HeapText.read(heap, string, SHOWN) + (length > SHOWN ? "..." : "");
    }
    long mixed = salt ^ length;
    StringBytes bytes = new StringBytes(heap, string, length);
    for (int at = 0; at < Math.min(length, SHOWN); at += Long.BYTES) {
      mixed = (mixed ^ bytes.word(at)) * 0x9e37_79b9_7f4a_7c15L;
      mixed ^= mixed >>> 29;
    }
    return "#" + Names.hex(mixed);
  }
}
