package io.ngxscope.agent.stack;

/** Counts how many C stacks were followed to their beginning. */
public interface UnwindTally {
  /**
   * A stack was unwound.
   *
   * @param complete whether the start of the thread was reached
   */
  void unwound(boolean complete);
}
