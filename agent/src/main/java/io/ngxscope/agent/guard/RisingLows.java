package io.ngxscope.agent.guard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Tells growth from the saw-tooth of a collector: of each quarter of a window only the lowest point
 * counts, and each must be higher than the one before. Two readings of {@code gc.total} say
 * nothing.
 */
final class RisingLows {
  private static final int QUARTERS = 4;

  private final long sliceMicros;
  private final Deque<Long> lows = new ArrayDeque<>();
  private long sliceStart = -1;
  private long low;

  RisingLows(long windowMicros) {
    this.sliceMicros = Math.max(1, windowMicros / QUARTERS);
  }

  /** Tells a reading, in bytes; a time that jumps back begins anew. */
  void add(long nowMicros, long bytes) {
    if (sliceStart < 0 || nowMicros < sliceStart) {
      begin(nowMicros, bytes);
      lows.clear();
      return;
    }
    if (nowMicros - sliceStart >= sliceMicros) {
      lows.addLast(low);
      if (lows.size() > QUARTERS + 1) {
        lows.removeFirst();
      }
      begin(nowMicros, bytes);
    }
    low = Math.min(low, bytes);
  }

  private void begin(long nowMicros, long bytes) {
    sliceStart = nowMicros;
    low = bytes;
  }

  /** By how many bytes the lows have risen over the window, steadily; 0 if they have not. */
  long risen() {
    if (lows.size() <= QUARTERS) {
      return 0;
    }
    Iterator<Long> each = lows.iterator();
    long first = each.next();
    long before = first;
    while (each.hasNext()) {
      long next = each.next();
      if (next <= before) {
        return 0;
      }
      before = next;
    }
    return before - first;
  }
}
