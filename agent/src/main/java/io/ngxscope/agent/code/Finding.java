package io.ngxscope.agent.code;

import java.util.Optional;

/**
 * What code analysis came to: a result with the way to it, or the reason for having none. A guess
 * is never a result.
 */
public sealed interface Finding<T> {
  /**
   * It was found.
   *
   * @param value what was found
   * @param how by which anchors, in words for the user
   */
  record Found<T>(T value, String how) implements Finding<T> {}

  /**
   * It was not found.
   *
   * @param why what is missing or ambiguous, in words for the user
   */
  record NotFound<T>(String why) implements Finding<T> {}

  /** The value, if it was found. */
  default Optional<T> result() {
    return this instanceof Found<T> found ? Optional.of(found.value()) : Optional.empty();
  }
}
