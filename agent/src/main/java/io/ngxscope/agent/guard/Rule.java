package io.ngxscope.agent.guard;

/**
 * What makes a capture begin by itself.
 *
 * @param kind what is looked at
 * @param limit in the unit of the kind; more than this fires
 * @param windowMicros over which time, in microseconds; 0 for kinds that need none
 * @param words as it was asked for, such as {@code block>200ms}
 */
public record Rule(Kind kind, double limit, long windowMicros, String words) {
  /** What a limit is a number of. */
  public enum Unit {
    /** Microseconds. */
    TIME,
    /** Percent of the window. */
    PERCENT,
    /** Bytes. */
    SIZE
  }

  /** What can be looked at. */
  public enum Kind {
    /** A worker is away from its event loop for this long, whether it comes back or not. */
    BLOCK("block", Unit.TIME, false),
    /** Blocks take this share of a worker's time. */
    BLOCKED("blocked", Unit.PERCENT, true),
    /** A worker's main thread takes this share of a processor. */
    CPU("cpu", Unit.PERCENT, true),
    /** The lowest points of a worker's {@code gc.total} rise by this much. */
    GC("gc", Unit.SIZE, true),
    /** The lowest points of a worker's resident memory rise by this much. */
    RSS("rss", Unit.SIZE, true),
    /** This share of all answers has a status of 500 or more. */
    ERRORS("5xx", Unit.PERCENT, true),
    /** One answer in a hundred takes this long. */
    LATENCY("latency", Unit.TIME, true);

    private final String key;
    private final Unit unit;
    private final boolean overTime;

    Kind(String key, Unit unit, boolean overTime) {
      this.key = key;
      this.unit = unit;
      this.overTime = overTime;
    }

    /** Its name on the command line, in files and in metrics. */
    public String key() {
      return key;
    }

    /** The unit of its limit. */
    public Unit unit() {
      return unit;
    }

    /** Whether it needs a window. */
    public boolean isOverTime() {
      return overTime;
    }

    /** Whether it is told by an access log. */
    public boolean needsAnswers() {
      return this == ERRORS || this == LATENCY;
    }
  }
}
