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

  /**
   * A sample was one of allocations.
   *
   * @param id the sample, told before
   * @param bytes allocated since the sample before: what it stands for
   * @param object the newest object of the collector's list; 0 if it is not new
   * @param string number of the newest string ({@code GCstr.sid}); -1 if it is not new
   */
  record Allocated(long id, long bytes, long object, long string) implements StreamEvent {}

  /**
   * Steps of the collector since the last time that they were told.
   *
   * @param steps how many
   * @param cycleBytes allocated while cycles of the collector ran
   * @param pauseBytes allocated between its cycles
   * @param cycles how many cycles began
   */
  record Steps(long steps, long cycleBytes, long pauseBytes, long cycles) implements StreamEvent {}

  /**
   * Allocations with a key come from the stack of a sample.
   *
   * @param id the sample, told before
   * @param key stands for its stack
   */
  record Site(long id, long key) implements StreamEvent {}

  /**
   * The allocator gave memory.
   *
   * @param key of the stack
   * @param old where it was, or 0
   * @param oldBytes how large it was
   * @param newBytes how large it is
   * @param now where it is
   */
  record Given(long key, long old, long oldBytes, long newBytes, long now) implements StreamEvent {}

  /**
   * The allocator got memory back.
   *
   * @param old where it was
   * @param bytes how large
   */
  record Released(long old, long bytes) implements StreamEvent {}

  /**
   * Something new that can be found again.
   *
   * @param key of the stack
   * @param object of the collector's list, or 0
   * @param string number of a string, or -1
   */
  record Token(long key, long object, long string) implements StreamEvent {}
}
