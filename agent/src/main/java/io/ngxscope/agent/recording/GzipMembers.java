package io.ngxscope.agent.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Takes a gzip file apart (RFC 1952), one member at a time, each checked before it is handed out.
 * {@link java.util.zip.GZIPInputStream} hands out text before it knows its checksum and cannot tell
 * a file that ends from one that breaks off.
 */
final class GzipMembers implements AutoCloseable {
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xe0;

  private final InputStream in;
  private final long maxText;
  private final Inflater inflater = new Inflater(true);
  private final byte[] input = new byte[1 << 16];
  private int position;
  private int limit;
  private long offset;
  private long text;

  GzipMembers(InputStream in, long maxText) {
    this.in = in;
    this.maxText = maxText;
  }

  /** The file breaks here: what was handed out before is sound, the rest cannot be read. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String why) {
      super(why);
    }
  }

  /** The file unpacks to more than it may. */
  static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    TooLarge(String why) {
      super(why);
    }
  }

  /** Bytes of the file that were looked at. */
  long offset() {
    return offset - (limit - position);
  }

  /**
   * The text of the next member.
   *
   * @return null at the end of the file
   */
  byte @Nullable [] next() throws IOException, Broken, TooLarge {
    int first = nextByte();
    if (first < 0) {
      return null;
    }
    header(first);
    CRC32 crc = new CRC32();
    byte[] member = inflate(crc);
    long expectedCrc = little32();
    long expectedLength = little32();
    if (expectedCrc != crc.getValue() || expectedLength != (member.length & 0xffffffffL)) {
      throw new Broken("a checksum is wrong");
    }
    return member;
  }

  private void header(int first) throws IOException, Broken {
    if (first != 0x1f || required() != 0x8b || required() != 8) {
      throw new Broken("no gzip member begins here");
    }
    int flags = required();
    if ((flags & FLAGS_RESERVED) != 0) {
      throw new Broken("a gzip header is damaged");
    }
    skip(6); // time, extra flags, operating system
    if ((flags & FLAG_EXTRA) != 0) {
      skip(required() | required() << 8);
    }
    skipTexts(flags);
    if ((flags & FLAG_HEADER_CRC) != 0) {
      skip(2);
    }
  }

  private void skipTexts(int flags) throws IOException, Broken {
    int texts = Integer.bitCount(flags & (FLAG_NAME | FLAG_COMMENT));
    while (texts > 0) {
      if (required() == 0) {
        texts--;
      }
    }
  }

  private byte[] inflate(CRC32 crc) throws IOException, Broken, TooLarge {
    inflater.reset();
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    byte[] piece = new byte[1 << 16];
    try {
      while (!inflater.finished()) {
        int n = inflater.inflate(piece);
        crc.update(piece, 0, n);
        member.write(piece, 0, n);
        count(n);
        if (n == 0 && !inflater.finished()) {
          feed();
        }
      }
    } catch (DataFormatException e) {
      throw new Broken("packed data is damaged");
    }
    position = limit - inflater.getRemaining();
    return member.toByteArray();
  }

  private void count(int n) throws TooLarge {
    text += n;
    if (text > maxText) {
      throw new TooLarge("it unpacks to more than " + (maxText >> 20) + " MiB");
    }
  }

  private void feed() throws IOException, Broken {
    if (inflater.needsDictionary()) {
      throw new Broken("packed data is damaged");
    }
    if (position == limit && !fill()) {
      throw new Broken("the file breaks off");
    }
    inflater.setInput(input, position, limit - position);
    position = limit;
  }

  private long little32() throws IOException, Broken {
    return required() | required() << 8 | required() << 16 | (long) required() << 24;
  }

  private void skip(int bytes) throws IOException, Broken {
    for (int i = 0; i < bytes; i++) {
      required();
    }
  }

  private int required() throws IOException, Broken {
    int b = nextByte();
    if (b < 0) {
      throw new Broken("the file breaks off");
    }
    return b;
  }

  private int nextByte() throws IOException {
    if (position == limit && !fill()) {
      return -1;
    }
    return input[position++] & 0xff;
  }

  private boolean fill() throws IOException {
    int n = in.read(input);
    position = 0;
    limit = Math.max(0, n);
    offset += limit;
    return n > 0;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
