package io.ngxscope.agent.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an nginx executable looks for its configuration if nobody tells it: its {@code -V} text, a
 * constant in the file, names the options of its {@code configure}. Nothing is executed.
 */
final class BuiltInConfig {
  private static final byte[] MARK = "configure arguments:".getBytes(StandardCharsets.US_ASCII);

  /** The largest executable that is searched; OpenResty's has some 20 MB. */
  private static final long MAX_FILE_BYTES = 128L << 20;

  private static final int MAX_TEXT_BYTES = 64 << 10;
  private static final String USUAL_PREFIX = "/usr/local/nginx";
  private static final String USUAL_FILE = "conf/nginx.conf";

  private BuiltInConfig() {}

  /**
   * Searches an executable; {@link ConfigLocation#UNKNOWN} if it cannot be read or says nothing.
   */
  static ConfigLocation read(Path executable) {
    try (InputStream in = Files.newInputStream(executable)) {
      return parse(textAfterMark(in));
    } catch (IOException e) {
      return ConfigLocation.UNKNOWN;
    }
  }

  /** Reads the options out of the text behind the mark; an empty text is no answer. */
  static ConfigLocation parse(String text) {
    if (text.isEmpty()) {
      return ConfigLocation.UNKNOWN;
    }
    String prefix = option(text, "prefix", USUAL_PREFIX);
    return new ConfigLocation(prefix, option(text, "conf-path", USUAL_FILE), true);
  }

  private static String option(String text, String name, String otherwise) {
    Matcher matcher = Pattern.compile("--" + name + "=([^ ']+)").matcher(text);
    return matcher.find() ? matcher.group(1) : otherwise;
  }

  private static String textAfterMark(InputStream in) throws IOException {
    byte[] chunk = new byte[1 << 16];
    int matched = 0;
    long left = MAX_FILE_BYTES;
    for (int got = in.read(chunk); got > 0 && left > 0; got = in.read(chunk), left -= got) {
      for (int i = 0; i < got; i++) {
        // The mark's first letter is nowhere else in it: falling back to 0 or 1 misses nothing.
        matched = chunk[i] == MARK[matched] ? matched + 1 : chunk[i] == MARK[0] ? 1 : 0;
        if (matched == MARK.length) {
          return text(new ByteArrayInputStream(chunk, i + 1, got - i - 1), in);
        }
      }
    }
    return "";
  }

  private static String text(InputStream first, InputStream then) throws IOException {
    byte[] bytes = new SequenceInputStream(first, then).readNBytes(MAX_TEXT_BYTES);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
