package io.ngxscope.agent.recording;

import io.ngxscope.agent.recording.LineFields.Malformed;
import java.io.ByteArrayOutputStream;

/** Cuts the text of members into lines; a line may span members of foreign writers. */
final class LineSplitter {
  private final LineDecoder decoder;
  private final int maxLine;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private long number;

  LineSplitter(LineDecoder decoder, int maxLine) {
    this.decoder = decoder;
    this.maxLine = maxLine;
  }

  /** Number of the line that was looked at last, from 1. */
  long number() {
    return number;
  }

  /** Takes the text of one member. */
  void take(byte[] text) throws Malformed, LineDecoder.Newer {
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        line(text, start, i - start);
        start = i + 1;
      }
    }
    bounded(rest.size() + (long) text.length - start);
    rest.write(text, start, text.length - start);
  }

  /** What follows the last line break is a line too. */
  void end() throws Malformed, LineDecoder.Newer {
    if (rest.size() > 0) {
      line(new byte[0], 0, 0);
    }
  }

  private void line(byte[] text, int from, int length) throws Malformed, LineDecoder.Newer {
    number++;
    bounded(rest.size() + (long) length);
    if (rest.size() > 0) {
      rest.write(text, from, length);
      byte[] whole = rest.toByteArray();
      rest.reset();
      decoder.line(whole, 0, whole.length);
    } else if (length > 0) {
      decoder.line(text, from, length);
    }
  }

  private void bounded(long length) throws Malformed {
    if (length > maxLine) {
      throw new Malformed("it is longer than " + (maxLine >> 10) + " KiB");
    }
  }
}
