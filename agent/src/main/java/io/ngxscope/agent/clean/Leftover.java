package io.ngxscope.agent.clean;

/**
 * Something that a run which is dead has left.
 *
 * @param kind what it is
 * @param what which one; names of files and events, to be escaped where shown
 * @param pid number of the run that made it, which is no ngxscope any more
 */
public record Leftover(Kind kind, String what, long pid) {
  /** What can be left. */
  public enum Kind {
    /** A tracer that outlived its ngxscope. */
    TRACER("tracer"),
    /** An entry of the kernel's list of probes, as tracers make it on old kernels. */
    PROBE_EVENT("probe event"),
    /** A file that was being written. */
    TEMPORARY_FILE("temporary file");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** In words. */
    public String words() {
      return words;
    }
  }
}
