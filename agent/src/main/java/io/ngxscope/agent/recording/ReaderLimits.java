package io.ngxscope.agent.recording;

/**
 * What a recording may hold at most: a file of a few bytes can unpack to terabytes.
 *
 * @param textBytes unpacked text in all
 * @param lineBytes one line
 * @param frames different frames, and different stacks
 * @param depth frames of one stack
 */
record ReaderLimits(long textBytes, int lineBytes, int frames, int depth) {
  private static final long LEAST = 64L << 20;
  private static final long MOST = 4L << 30;

  /** Text becomes up to about five times its size as objects, so the heap decides. */
  static ReaderLimits standard() {
    long share = Runtime.getRuntime().maxMemory() / 6;
    return new ReaderLimits(Math.max(LEAST, Math.min(share, MOST)), 16 << 20, 4_000_000, 20_000);
  }
}
