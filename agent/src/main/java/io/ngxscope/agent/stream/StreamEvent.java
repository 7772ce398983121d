package io.ngxscope.agent.stream;

/** What the lines of a probe say. */
public sealed interface StreamEvent {
  /** A stack. */
  record Sampled(RawSample sample) implements StreamEvent {}

  /**
   * A thread that went to sleep runs again.
   *
   * @param id the sample taken when it went to sleep; 0 if none was taken
   * @param tid the thread
   * @param fromNanos when it went to sleep, of {@code CLOCK_MONOTONIC}
   * @param nanos how long it slept
   */
  record Woke(long id, int tid, long fromNanos, long nanos) implements StreamEvent {}

  /**
   * An iteration of the event loop ended that was longer than the threshold.
   *
   * @param tid the thread
   * @param fromNanos when it began, of {@code CLOCK_MONOTONIC}
   * @param toNanos when it ended
   * @param asleepNanos time asleep within it
   * @param waitedNanos time within it in which it could have run but had no processor
   */
  record Window(int tid, long fromNanos, long toNanos, long asleepNanos, long waitedNanos)
      implements StreamEvent {}

  /**
   * Sleeps of which no stack was taken, for there were too many.
   *
   * @param count how many until now
   */
  record Skipped(long count) implements StreamEvent {}

  /**
   * A run of {@code lua_resume} ended that was longer than the threshold.
   *
   * @param id the sample taken when it ended
   * @param run when it was, as a window
   * @param status what {@code lua_resume} returns
   */
  record Resumed(long id, Window run, int status) implements StreamEvent {}

  /**
   * The script ended itself, for its probes were hit more often than allowed.
   *
   * @param hits in the last second
   */
  record Busy(long hits) implements StreamEvent {}
}
