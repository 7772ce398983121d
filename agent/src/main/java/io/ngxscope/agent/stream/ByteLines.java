package io.ngxscope.agent.stream;

import java.nio.charset.StandardCharsets;

/**
 * Cuts a stream of bytes into lines, with bounded memory: of a line that is too long the rest is
 * skipped. Bytes become characters one to one (ISO 8859-1), so that nothing is lost to decoding.
 */
public final class ByteLines {
  private final byte[] line;
  private final Sink sink;
  private int length;
  private boolean skipping;

  /** Takes what was found. */
  public interface Sink {
    /** A whole line, without its end. */
    void line(String text);

    /**
     * A line that was longer than the limit.
     *
     * @param head its beginning
     */
    void tooLong(String head);
  }

  /**
   * Readies cutting.
   *
   * @param maxBytes the longest line that is kept whole, in bytes
   */
  public ByteLines(int maxBytes, Sink sink) {
    this.line = new byte[maxBytes];
    this.sink = sink;
  }

  /** Takes more of the stream. */
  public void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (b == '\n') {
        emit();
      } else if (length < line.length) {
        line[length++] = b;
      } else {
        skipping = true;
      }
    }
  }

  /** The stream has ended: what is left is a line. */
  public void end() {
    if (length > 0) {
      emit();
    }
  }

  private void emit() {
    String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
    boolean cut = skipping;
    length = 0;
    skipping = false;
    if (cut) {
      sink.tooLong(text);
    } else {
      sink.line(text);
    }
  }
}
