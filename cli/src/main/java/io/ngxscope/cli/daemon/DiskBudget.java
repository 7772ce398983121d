package io.ngxscope.cli.daemon;

/**
 * What bundles may take of a disk.
 *
 * @param maxBytes all bundles together
 * @param keepFreeBytes no bundle is written if less than this would stay free for others
 */
public record DiskBudget(long maxBytes, long keepFreeBytes) {
  /** Room that is made for a bundle before it is written, in bytes; few take a tenth of it. */
  public static final long BUNDLE_BYTES = 16L << 20;
}
