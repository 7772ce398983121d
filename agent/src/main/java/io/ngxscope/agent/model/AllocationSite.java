package io.ngxscope.agent.model;

import java.util.List;

/**
 * A place in the program that allocates Lua memory, by samples.
 *
 * @param stack its Lua frames; what C did below them is left out
 * @param samples how often it was met
 * @param allocatedBytes what it has allocated, estimated from its share of all samples
 * @param tokens new objects and strings that were noted with its samples, old enough to tell
 * @param survivors how many of them could still be reached at the end
 * @param growthBytesPerMinute what it adds for good, estimated from both
 * @param verdict what becomes of it
 * @param confidence in the verdict, 0 to 1
 * @param path what holds most of the survivors; empty if there are none. Hostile text
 * @param curve bytes of it that were alive at each snapshot, estimated; objects are tokens
 */
public record AllocationSite(
    Stack stack,
    long samples,
    long allocatedBytes,
    long tokens,
    long survivors,
    long growthBytesPerMinute,
    LeakVerdict verdict,
    double confidence,
    String path,
    List<LeakCandidate.Point> curve) {
  /** Copies the curve. */
  public AllocationSite {
    curve = List.copyOf(curve);
  }

  /** Part of the tokens that survived, 0 to 1; -1 if there are too few to say. */
  public double survivedShare() {
    return tokens < 3 ? -1 : (double) survivors / tokens;
  }
}
