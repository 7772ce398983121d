package io.ngxscope.agent.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text file line by line, without a copy and without decoding: {@link #buffer} between {@link
 * #start} and {@link #end} is the line, without its line break.
 */
final class ByteLines {
  private static final int MAX_LINE = 64 << 20;
  private final InputStream in;
  private byte[] buffer = new byte[1 << 18];
  private int limit;
  private int next;
  private int start;
  private int end;
  private boolean atEnd;
  private long number;

  ByteLines(InputStream in) {
    this.in = in;
  }

  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** How many lines were read, this one included. */
  long number() {
    return number;
  }

  /**
   * Goes to the next line.
   *
   * @return false at the end of the file
   * @throws Malformed if a line is longer than any honest one
   */
  boolean next() throws IOException {
    int from = next;
    while (true) {
      for (int i = from; i < limit; i++) {
        if (buffer[i] == '\n') {
          line(i);
          next = i + 1;
          return true;
        }
      }
      if (atEnd) {
        boolean rest = next < limit;
        line(limit);
        next = limit;
        return rest;
      }
      int scanned = limit - next;
      fill();
      from = next + scanned;
    }
  }

  private void line(int lineEnd) {
    start = next;
    end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    number++;
  }

  private void fill() throws IOException {
    System.arraycopy(buffer, next, buffer, 0, limit - next);
    limit -= next;
    next = 0;
    if (limit == buffer.length) {
      if (limit >= MAX_LINE) {
        throw new Malformed("line " + (number + 1) + " is longer than 64 MiB");
      }
      buffer = Arrays.copyOf(buffer, 2 * limit);
    }
    int n = in.read(buffer, limit, buffer.length - limit);
    atEnd = n < 0;
    limit += Math.max(0, n);
  }

  /** The line, each byte a character, as Perl sees text by default. */
  String latin1() {
    return new String(buffer, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** Text of {@link #latin1} as what it was meant to be. */
  static String utf8(String latin1) {
    for (int i = 0; i < latin1.length(); i++) {
      if (latin1.charAt(i) >= 0x80) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      }
    }
    return latin1;
  }
}
