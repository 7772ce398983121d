package io.ngxscope.agent.os;

/**
 * Memory of a process with a copy of a piece of it laid over: that piece is as it was when it was
 * copied, everything else is as it is now. For one thread.
 */
public final class OverlaidMemory implements RemoteMemory {
  private final RemoteMemory below;
  private long address;
  private byte[] copy = new byte[0];

  /** Readies reading; nothing is laid over yet. */
  public OverlaidMemory(RemoteMemory below) {
    this.below = below;
  }

  /**
   * Lays another piece over, in place of the one before.
   *
   * @param at address of its first byte
   * @param bytes not copied again: must not change
   */
  public void lay(long at, byte[] bytes) {
    address = at;
    copy = bytes;
  }

  @Override
  public int read(long at, byte[] destination, int length) {
    long offset = at - address;
    if (offset >= 0 && offset <= copy.length - length) {
      System.arraycopy(copy, (int) offset, destination, 0, length);
      return length;
    }
    return below.read(at, destination, length);
  }
}
