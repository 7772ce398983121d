package io.ngxscope.agent.os;

import java.util.Arrays;

/** Finding an address among sorted starts of ranges. */
public final class Search {
  private Search() {}

  /**
   * Index of the last start that is not above an address, or -1 if all are.
   *
   * @param starts in rising order, possibly with equal neighbours
   * @param address what to find
   */
  public static int lastNotAbove(long[] starts, long address) {
    int at = Arrays.binarySearch(starts, address);
    if (at < 0) {
      return -at - 2;
    }
    while (at + 1 < starts.length && starts[at + 1] == address) {
      at++;
    }
    return at;
  }
}
