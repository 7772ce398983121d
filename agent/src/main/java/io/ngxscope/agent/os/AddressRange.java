package io.ngxscope.agent.os;

/**
 * A stretch of virtual addresses.
 *
 * @param start first address
 * @param end first address behind it
 */
public record AddressRange(long start, long end) {
  /** True if the address lies in it. */
  public boolean contains(long address) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }

  /** Its length in bytes. */
  public long size() {
    return end - start;
  }
}
