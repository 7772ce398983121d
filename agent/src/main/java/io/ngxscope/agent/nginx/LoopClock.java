package io.ngxscope.agent.nginx;

import io.ngxscope.agent.os.RemoteMemory;

/**
 * The wall clock that nginx keeps ({@code ngx_cached_time}, {@code ngx_times.c}). It is written
 * right after every return of {@code epoll_wait}, to the millisecond: while it stands still and the
 * worker does not wait for events, one iteration of the event loop is running, and the value says
 * since when.
 */
public final class LoopClock {
  /** Returned where the clock could not be read: the process is gone. */
  public static final long UNREADABLE = -1;

  private final RemoteMemory memory;
  private final long[] addresses = new long[3];
  private final long[] words = new long[3];

  /**
   * Readies reading.
   *
   * @param pointer address of the exported variable {@code ngx_cached_time}
   */
  public LoopClock(RemoteMemory memory, long pointer) {
    this.memory = memory;
    addresses[0] = pointer;
    aim(memory.readLong(pointer));
  }

  /**
   * Reads the clock, with one system call as a rule.
   *
   * @return milliseconds since the epoch, or {@link #UNREADABLE}
   */
  public long unixMillis() {
    // The pointer moves to another slot once a second; a slot is written before the pointer moves
    // to it.
    for (int i = 0; i < 3; i++) {
      if (!memory.readLongs(addresses, words)) {
        return UNREADABLE;
      }
      if (words[0] == addresses[1]) {
        return words[1] * 1000 + words[2];
      }
      aim(words[0]);
    }
    return UNREADABLE;
  }

  /** {@code ngx_time_t}: seconds, then milliseconds. */
  private void aim(long slot) {
    addresses[1] = slot;
    addresses[2] = slot + Long.BYTES;
  }
}
