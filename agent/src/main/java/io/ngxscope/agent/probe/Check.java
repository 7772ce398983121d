package io.ngxscope.agent.probe;

/** The answer to "does this work here?". Not to know is an answer of its own, not a no. */
public sealed interface Check {
  /**
   * It does.
   *
   * @param detail in which way, such as a version; may be empty
   */
  record Supported(String detail) implements Check {}

  /**
   * It does not.
   *
   * @param why the reason
   * @param whatToDo how to get it; empty if nothing can be done on this machine
   */
  record Unsupported(String why, String whatToDo) implements Check {}

  /**
   * It can only be tried.
   *
   * @param why the reason
   */
  record CannotTell(String why) implements Check {}
}
