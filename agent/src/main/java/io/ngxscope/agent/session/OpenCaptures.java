package io.ngxscope.agent.session;

import io.ngxscope.agent.guard.Trigger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Captures that have begun. One whose worker is still blocked waits for it longer than the others,
 * but not for ever.
 */
final class OpenCaptures {
  static final int MOST = 8;

  /** So long a capture waits for the end of its block, in microseconds. */
  static final long PATIENCE_MICROS = 30_000_000;

  private final long afterMicros;
  private final List<Open> open = new ArrayList<>();

  /**
   * One of them.
   *
   * @param trigger why
   * @param instance whose
   */
  record Open(Trigger trigger, String instance) {}

  OpenCaptures(long afterMicros) {
    this.afterMicros = afterMicros;
  }

  boolean isFull() {
    return open.size() >= MOST;
  }

  int size() {
    return open.size();
  }

  void begin(Trigger trigger, String instance) {
    open.add(new Open(trigger, instance));
  }

  /** Whether stacks of workers are worth more than usual just now. */
  boolean wantsSamples() {
    return !open.isEmpty();
  }

  /**
   * Takes out those that are over.
   *
   * @param isBlocked whether the worker of a trigger is still blocked
   * @param all whether to end all of them
   */
  List<Open> takeEnded(long nowMicros, Predicate<Trigger> isBlocked, boolean all) {
    List<Open> ended = new ArrayList<>();
    for (Iterator<Open> i = open.iterator(); i.hasNext(); ) {
      Open capture = i.next();
      long age = nowMicros - capture.trigger().unixMicros();
      boolean waits =
          age < afterMicros + PATIENCE_MICROS
              && capture.trigger().worker() != null
              && isBlocked.test(capture.trigger());
      if (all || (age >= afterMicros && !waits)) {
        i.remove();
        ended.add(capture);
      }
    }
    return ended;
  }
}
