package io.ngxscope.agent.foreign;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The beginning of a file, from which its format is guessed. */
final class Head {
  /** How much is looked at, in bytes. */
  static final int BYTES = 1 << 16;

  private final byte[] bytes;
  private final String text;
  private final List<String> lines;

  private Head(byte[] bytes, String text, List<String> lines) {
    this.bytes = bytes;
    this.text = text;
    this.lines = lines;
  }

  /** Up to 64 KiB, unpacked. */
  byte[] bytes() {
    return bytes;
  }

  /** The same, each byte a character. */
  String text() {
    return text;
  }

  /** Whole lines of it; the last one only if the file ends there. */
  List<String> lines() {
    return lines;
  }

  static Head of(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean cut = bytes.length == BYTES;
    int end = cut ? text.lastIndexOf('\n') : text.length();
    // A first line that is longer than all of this is still worth a look.
    return new Head(bytes, text, text.substring(0, end < 0 ? text.length() : end).lines().toList());
  }

  /** The first byte that is no blank, or -1. */
  int firstByte() {
    for (byte b : bytes) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b & 0xff;
      }
    }
    return -1;
  }

  /** Whether it looks like text: no control characters but blanks and escapes. */
  boolean isText() {
    for (byte b : bytes) {
      if (b >= 0 && b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != 0x1b) {
        return false;
      }
    }
    return true;
  }

  /** A line such as {@code a;b 12} or {@code a;b 1.5}. */
  static boolean isFolded(String line) {
    String whole = line.stripTrailing();
    int space = Math.max(whole.lastIndexOf(' '), whole.lastIndexOf('\t'));
    if (space < 1 || space == whole.length() - 1 || whole.substring(0, space).isBlank()) {
      return false;
    }
    return whole.substring(space + 1).chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
  }
}
