package io.ngxscope.agent.stack;

import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import org.jspecify.annotations.Nullable;

/**
 * What nginx is working on.
 *
 * @param request the request, or null if there is none, or none to be known
 * @param phase its phase
 */
public record Work(@Nullable Request request, Phase phase) {
  /** Nothing is known. */
  public static final Work NONE = new Work(null, Phase.UNKNOWN);

  /**
   * The same with the phase that the outermost Lua chunk's name tells, if it tells one: that is
   * what runs, while the Lua module's note may be older.
   */
  public Work in(Stack stack) {
    Phase told = ChunkPhase.of(stack);
    return told == Phase.UNKNOWN ? this : new Work(request, told);
  }
}
