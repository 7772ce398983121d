package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.stack.Work;
import org.jspecify.annotations.Nullable;

/** Knows what the sleeps of a worker's main thread showed. */
interface LookedAt {
  /**
   * What a sleeping thread showed.
   *
   * @param stack its frames
   * @param work what nginx worked on
   * @param syscall the call in which it sleeps, empty if there is none
   * @param detail what its arguments mean, empty if that is not certain
   * @param complete whether its C stack was followed to the start of the thread
   */
  record Seen(Stack stack, Work work, String syscall, String detail, boolean complete) {}

  /**
   * A sleep that was looked at.
   *
   * @param nanos a moment of it, of {@code CLOCK_MONOTONIC}
   * @param seen what it showed; null if it waits for events
   */
  record Look(long nanos, @Nullable Seen seen) {}

  /**
   * What a sleep showed; null if nobody looked in time. Sleeps are asked for in the order in which
   * they were.
   *
   * @param fromNanos when it began
   * @param toNanos when it ended
   */
  @Nullable Look during(long fromNanos, long toNanos);
}
