package io.ngxscope.agent.inspect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An argument as the script noted it.
 *
 * @param value of the register
 * @param first the word that it points to, 0 if it does not
 * @param second the word behind
 * @param third the word behind that
 * @param bytes that it points to, each a character
 * @param secondBytes likewise, to what the second word points
 */
record SeenArgument(
    long value, long first, long second, long third, String bytes, String secondBytes) {
  private static final int FIELDS = 8;

  /** Reads a line; null if it is none. */
  static @Nullable SeenArgument parse(String[] fields) {
    if (fields.length < FIELDS) {
      return null;
    }
    try {
      return new SeenArgument(
          Long.parseUnsignedLong(fields[2], 16),
          Long.parseUnsignedLong(fields[3], 16),
          Long.parseUnsignedLong(fields[4], 16),
          Long.parseUnsignedLong(fields[5], 16),
          bytes(fields[6]),
          bytes(fields[7]));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** bpftrace's {@code %r}: printable bytes as they are, others as {@code \xHH}. */
  static String bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("\\x", at) && at + 4 <= text.length()) {
        try {
          out.write(Integer.parseInt(text.substring(at + 2, at + 4), 16));
          at += 4;
          continue;
        } catch (NumberFormatException e) {
          // a backslash of the text's own
        }
      }
      out.write(text.charAt(at++));
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
