package io.ngxscope.agent.model;

/**
 * One run of {@code lua_resume}: how it began and ended.
 *
 * @param status how it ended
 * @param entry the outermost Lua function of it, or unknown
 * @param exit the innermost one when it ended, or unknown; of a run that was done, the entry
 */
public record Resumed(Status status, Frame entry, Frame exit) {
  /** How a run ends. */
  public enum Status {
    /** The function returned. */
    DONE,
    /** It waits for something, and will be resumed. */
    YIELDED,
    /** It ended by an error. */
    ERROR
  }
}
