package io.ngxscope.agent.session;

/** The ways of looking, from the cheap to the dear. */
public enum Gear {
  /** From outside, with nothing attached. */
  WATCH("watch"),
  /** By probes in the kernel. */
  SAMPLE("sample"),
  /** The same, of runs of coroutines instead of stays away from the event loop. */
  RESUMES("sample"),
  /** By probes on every call. */
  EXACT("exact");

  private final String key;

  Gear(String key) {
    this.key = key;
  }

  /** Its name in options and results. */
  public String key() {
    return key;
  }
}
