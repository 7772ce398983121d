package io.ngxscope.agent.session;

/** How interning is looked at; each gear brings what the one before it brings. */
public enum InternGear {
  /** The string table, in a copy of the heap; nothing is attached. */
  WATCH("watch"),
  /** Also sampled stacks: who pays, and for what. */
  SAMPLE("sample"),
  /** Also every call, in bursts as long as the worker can bear. */
  EXACT("exact");

  private final String key;

  InternGear(String key) {
    this.key = key;
  }

  /** Its name in options and results. */
  public String key() {
    return key;
  }
}
