package io.ngxscope.agent.nginx;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;

/**
 * The wall clock that nginx keeps ({@code ngx_cached_time}, {@code ngx_times.c}). It is written
 * right after every return of {@code epoll_wait}, to the millisecond: while it stands still and the
 * worker does not wait for events, one iteration of the event loop is running, and the value says
 * since when.
 */
public final class LoopClock {
  /** Returned where the clock could not be read: the process is gone. */
  public static final long UNREADABLE = -1;

  private static final int SLOT_BYTES = 16;

  private final RemoteMemory memory;
  private final long pointer;
  private long slot;

  /**
   * Readies reading.
   *
   * @param pointer address of the exported variable {@code ngx_cached_time}
   */
  public LoopClock(RemoteMemory memory, long pointer) {
    this.memory = memory;
    this.pointer = pointer;
  }

  /**
   * Reads the clock.
   *
   * @return milliseconds since the epoch, or {@link #UNREADABLE}
   */
  public long unixMillis() {
    // The pointer moves to another slot once a second; a slot is written before the pointer moves
    // to it.
    long now = memory.readLong(pointer);
    if (now == 0) {
      return UNREADABLE;
    }
    slot = now;
    ByteBuffer time = memory.read(slot, SLOT_BYTES);
    return time.hasRemaining() ? time.getLong(0) * 1000 + time.getLong(8) : UNREADABLE;
  }
}
