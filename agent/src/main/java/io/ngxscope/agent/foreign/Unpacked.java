package io.ngxscope.agent.foreign;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * A file as it was before gzip or zstd packed it; both may be packed again, as some tools do.
 *
 * @param stream what was packed
 * @param packing by what, from the outside in; empty if by nothing
 */
record Unpacked(BufferedInputStream stream, String packing) {
  private static final int MAX_LAYERS = 3;
  private static final int BUFFER = 1 << 17;

  static Unpacked of(InputStream in) throws IOException {
    Unpacked file = new Unpacked(new BufferedInputStream(in, BUFFER), "");
    for (int layer = 0; layer < MAX_LAYERS; layer++) {
      byte[] magic = file.head(4);
      if (is(magic, 0x1f, 0x8b)) {
        file = file.inner(new GZIPInputStream(file.stream, BUFFER), "gzip");
      } else if (is(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
        file = file.inner(new Sound(new ZstdInputStream(file.stream)), "zstd");
      } else {
        return file;
      }
    }
    return file;
  }

  private Unpacked inner(InputStream in, String by) {
    return new Unpacked(
        new BufferedInputStream(new OneRead(in), BUFFER),
        packing.isEmpty() ? by : packing + " and " + by);
  }

  private static boolean is(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** The first bytes, which stay in the stream; fewer only if the file is shorter or breaks off. */
  byte[] head(int length) throws IOException {
    stream.mark(length + 1);
    byte[] bytes = new byte[length];
    int size = 0;
    try {
      int n = 0;
      while (n >= 0 && size < length) {
        size += n;
        n = stream.read(bytes, size, length - size);
      }
    } catch (EOFException e) {
      // It breaks off: whoever reads on will be told.
    }
    stream.reset();
    return java.util.Arrays.copyOf(bytes, size);
  }

  /**
   * Has a buffer above it be content with what one read gave. It would read on while there is more,
   * and where the file breaks off, lose what it had.
   */
  private static final class OneRead extends java.io.FilterInputStream {
    OneRead(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 0;
    }
  }

  /** Turns what the unpacker throws on damaged data into what streams throw. */
  private static final class Sound extends java.io.FilterInputStream {
    private static final int SMALL = 1 << 12;

    Sound(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        // Little at once: where the file breaks off, what this read had until then is lost.
        return in.read(bytes, offset, Math.min(length, SMALL));
      } catch (RuntimeException e) {
        throw new Malformed("its packed data is damaged");
      } catch (IOException e) {
        String why = String.valueOf(e.getMessage());
        throw why.contains("Not enough input") ? new EOFException(why) : e;
      }
    }
  }
}
