package io.ngxscope.agent.luajit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The first hash of a string, of which LuaJIT has two variants: {@code hash_sparse} of {@code
 * lj_str.c} and {@code lj_str_hash.c} (OpenResty's, on processors with SSE 4.2). Which of them a VM
 * uses shows by computing the hashes of its own strings again.
 */
public enum StringHash {
  /** Bob Jenkins' additions, rotations and exclusive ors over sixteen bytes. */
  ARX(
      "LuaJIT's sparse hash (four words of the string)",
      "their length, the first and last four bytes, four in the middle and four at a quarter"),
  /** The processor's CRC-32C up to 127 bytes; three single bytes of longer strings. */
  CRC32(
      "OpenResty's hash by SSE 4.2 (CRC-32C)",
      "of those of 128 bytes and more, their length and three bytes: the first, the middle one and"
          + " the last");

  private static final int POLYNOMIAL = 0x82f63b78; // CRC-32C (Castagnoli), reflected
  private static final int[] TABLE = table();

  /** So many strings must agree, and no more than one in eight may disagree. */
  private static final int MIN_AGREEING = 8;

  private final String words;
  private final String reads;

  StringHash(String words, String reads) {
    this.words = words;
    this.reads = reads;
  }

  /** Its name in words. */
  public String words() {
    return words;
  }

  /** What it reads of long strings, in words. */
  public String reads() {
    return reads;
  }

  /** A string and the hash that the VM gave it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Hashed(byte[] text, int hash) {}

  /** The variant by which all of these were hashed, save some that were torn. */
  public static Optional<StringHash> of(long seed, List<Hashed> strings) {
    for (StringHash variant : values()) {
      long same = strings.stream().filter(s -> variant.of(seed, s.text()) == s.hash()).count();
      if (same >= MIN_AGREEING && (strings.size() - same) * 8 <= strings.size()) {
        return Optional.of(variant);
      }
    }
    return Optional.empty();
  }

  /** The hash of a string, which must not be empty. */
  public int of(long seed, byte[] text) {
    int length = text.length;
    int h = length ^ (int) seed;
    if (this == ARX) {
      return length < 4
          ? mix(h, text[0] & 0xff, text[length - 1] & 0xff, text[length >> 1] & 0xff, 0)
          : mix(
              h,
              i32(text, 0),
              i32(text, length - 4),
              i32(text, (length >> 1) - 2),
              i32(text, (length >> 2) - 1));
    }
    if (length < 4 || length >= 128) {
      return mix(h, text[0] & 0xff, text[length - 1] & 0xff, text[length >> 1] & 0xff, 0);
    }
    return length >= 16 ? crcBlocks(h, text) : crcEnds(h, text);
  }

  private static int mix(int seeded, int first, int last, int middle, int quarter) {
    int h = seeded ^ last ^ middle;
    h -= Integer.rotateLeft(middle, 14);
    int b = middle + quarter;
    int a = (first ^ h) - Integer.rotateLeft(h, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    return (h ^ b) - Integer.rotateLeft(b, 16);
  }

  private static int crcEnds(int h, byte[] text) {
    boolean wide = text.length >= 8;
    long first = wide ? i64(text, 0) : i32(text, 0) & 0xffff_ffffL;
    long last = wide ? i64(text, text.length - 8) : i32(text, text.length - 4) & 0xffff_ffffL;
    return crc(crc(crc(0, h & 0xffff_ffffL, 4), first, 8), last, 8);
  }

  private static int crcBlocks(int h, byte[] text) {
    long h1 = crc(0, h & 0xffff_ffffL, 4) & 0xffff_ffffL;
    long h2 = 0;
    for (int i = 0; i < text.length - 16; i += 16) {
      h1 += crc((int) h1, i64(text, i), 8) & 0xffff_ffffL;
      h2 += crc((int) h2, i64(text, i + 8), 8) & 0xffff_ffffL;
    }
    h1 = crc((int) h1, i64(text, text.length - 16), 8) & 0xffff_ffffL;
    h2 = crc((int) h2, i64(text, text.length - 8), 8) & 0xffff_ffffL;
    return crc((int) h1, h2, 4);
  }

  /** What the instruction {@code crc32} does: no inversion before or after. */
  private static int crc(int start, long value, int bytes) {
    int crc = start;
    for (int i = 0; i < bytes; i++) {
      crc = (crc >>> 8) ^ TABLE[(crc ^ (int) (value >>> (8 * i))) & 0xff];
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    Arrays.setAll(
        table,
        i -> {
          int c = i;
          for (int bit = 0; bit < 8; bit++) {
            c = (c & 1) != 0 ? (c >>> 1) ^ POLYNOMIAL : c >>> 1;
          }
          return c;
        });
    return table;
  }

  private static int i32(byte[] text, int at) {
    return (text[at] & 0xff)
        | ((text[at + 1] & 0xff) << 8)
        | ((text[at + 2] & 0xff) << 16)
        | (text[at + 3] << 24);
  }

  private static long i64(byte[] text, int at) {
    return (i32(text, at) & 0xffff_ffffL) | ((long) i32(text, at + 4) << 32);
  }
}
