package io.ngxscope.agent.session;

/** The ways of finding blocks. */
public enum Gear {
  /** From outside, with nothing attached. */
  WATCH("watch"),
  /** By probes in the kernel. */
  SAMPLE("sample"),
  /** The same, of runs of coroutines instead of stays away from the event loop. */
  RESUMES("sample");

  private final String key;

  Gear(String key) {
    this.key = key;
  }

  /** Its name in options and results. */
  public String key() {
    return key;
  }
}
