package io.ngxscope.agent.nginx;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The timer of an {@code ngx_event_t} ({@code ngx_event.h}): data, flags, available, handler,
 * index, log, then a node of the tree of timers whose key is when it is due. These have not moved
 * since 1.17.5.
 */
public final class EventTimer {
  /** How much of it is looked at. */
  public static final int BYTES = 48;

  private static final int FLAGS = 8;
  private static final int KEY = 40;

  /** write, accept, instance, active, disabled, ready, oneshot, complete, eof, error, timedout. */
  private static final int TIMER_SET = 1 << 11;

  private EventTimer() {}

  /**
   * When the timer of an event is due, on the clock of {@code ngx_current_msec}.
   *
   * @param event its address
   * @param owner what its data must point to
   * @return empty if no timer is set, or if it is no event of this owner
   */
  public static OptionalLong due(RemoteMemory memory, long event, long owner) {
    ByteBuffer bytes = memory.read(event, BYTES);
    boolean set =
        bytes.hasRemaining() && bytes.getLong(0) == owner && (bytes.getInt(FLAGS) & TIMER_SET) != 0;
    return set ? OptionalLong.of(bytes.getLong(KEY)) : OptionalLong.empty();
  }
}
