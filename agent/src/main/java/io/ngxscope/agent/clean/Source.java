package io.ngxscope.agent.clean;

import java.util.List;

/** A place where something can be left. */
interface Source {
  /** What is there; empty if the place cannot be looked at. */
  List<Leftover> find();

  /**
   * Removes one that {@link #find} gave.
   *
   * @return an empty text, or why it could not be removed
   */
  String remove(Leftover leftover);
}
