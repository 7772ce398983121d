package io.ngxscope.agent.govern;

/**
 * How often probes were hit.
 *
 * @param emulated at cheap instructions
 * @param stepped at dear ones
 */
public record Hits(long emulated, long stepped) {
  /** None. */
  public static final Hits NONE = new Hits(0, 0);

  /** Both together. */
  public Hits plus(Hits more) {
    return new Hits(emulated + more.emulated, stepped + more.stepped);
  }

  /** All of them. */
  public long sum() {
    return emulated + stepped;
  }
}
