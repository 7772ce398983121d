package io.ngxscope.agent.unwind;

import java.util.Arrays;
import java.util.List;

/**
 * A native stack.
 *
 * @param frames from the innermost to the outermost
 * @param end why there are no more
 */
public record UnwoundStack(List<UnwoundFrame> frames, UnwindEnd end) {
  /** Copies the frames. */
  public UnwoundStack {
    frames = List.copyOf(frames);
  }

  /**
   * Tells which frames run Lua, so that the Lua frames can be put in their place: the Lua frames
   * between two links of the C frame chain belong to the native frame that has the inner link.
   *
   * @param cframes the chain with which the stack was unwound
   * @return for every frame the index of its link in the chain, or -1 for those that run no Lua
   */
  public int[] boundaries(CFrames cframes) {
    int[] links = new int[frames.size()];
    Arrays.fill(links, -1);
    int next = 0;
    for (int i = 0; i < links.length && next < cframes.size(); i++) {
      UnwoundFrame frame = frames.get(i);
      boolean lua =
          frame.kind() == UnwoundFrame.Kind.INTERPRETER || frame.kind() == UnwoundFrame.Kind.TRACE;
      long above = i + 1 < links.length ? frames.get(i + 1).sp() : Long.MAX_VALUE;
      int link = Math.max(next, cframes.notBelow(frame.sp()));
      if (lua && link < cframes.size() && cframes.get(link) < above) {
        links[i] = link;
        next = link + 1;
      }
    }
    return links;
  }
}
