package io.ngxscope.agent.guard;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/** At most so many in any 24 hours. */
public final class DayLimit {
  private static final long DAY_MICROS = 86_400_000_000L;

  private final int most;
  private final Deque<Long> times = new ArrayDeque<>();

  /**
   * Counts on from what was before, so that a restart changes nothing.
   *
   * @param before microseconds since the epoch, oldest first
   */
  public DayLimit(int most, Collection<Long> before) {
    this.most = most;
    times.addAll(before);
  }

  /** Whether one more may be. */
  public boolean allows(long nowMicros) {
    while (!times.isEmpty() && nowMicros - times.getFirst() >= DAY_MICROS) {
      times.removeFirst();
    }
    return times.size() < most;
  }

  /** One more was. */
  public void count(long nowMicros) {
    times.addLast(nowMicros);
    while (times.size() > most) {
      times.removeFirst();
    }
  }
}
