package io.ngxscope.agent.model;

import java.util.List;

/**
 * A backtrace.
 *
 * @param frames from the outermost (the program's start) to the innermost (what was executing)
 */
public record Stack(List<Frame> frames) {
  /** A stack of nothing, for a worker whose stack could not be read. */
  public static final Stack EMPTY = new Stack(List.of());

  /** Copies the frames, so that a stack never changes. */
  public Stack {
    frames = List.copyOf(frames);
  }
}
