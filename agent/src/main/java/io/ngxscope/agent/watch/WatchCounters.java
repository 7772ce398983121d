package io.ngxscope.agent.watch;

import io.ngxscope.agent.model.Quality;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Counts everything that decides how far the result can be trusted. One thread. */
public final class WatchCounters {
  private static final int MAX_NOTES = 50;

  private final Set<String> notes = new LinkedHashSet<>();
  private long ticks;
  private long lateTicks;
  private long maxLateMicros;
  private long tornReads;
  private long stops;
  private long maxStopMicros;
  private long totalStopMicros;
  private long unwound;
  private long notUnwound;
  private long starved;
  private long maxStarvedMicros;

  void tick(long lateMicros, long tickMicros) {
    ticks++;
    if (lateMicros > tickMicros) {
      lateTicks++;
    }
    maxLateMicros = Math.max(maxLateMicros, lateMicros);
  }

  /** Something was looked at. */
  public void observation() {
    ticks++;
  }

  /** Something was read that contradicts itself, and thrown away. */
  public void torn() {
    tornReads++;
  }

  void stop(long micros) {
    stops++;
    totalStopMicros += micros;
    maxStopMicros = Math.max(maxStopMicros, micros);
  }

  /**
   * A C stack was unwound.
   *
   * @param complete whether to the start of the thread
   */
  public void unwind(boolean complete) {
    if (complete) {
      unwound++;
    } else {
      notUnwound++;
    }
  }

  /**
   * A worker had events waiting and no processor.
   *
   * @param micros for how long, in microseconds
   */
  public void starved(long micros) {
    starved++;
    maxStarvedMicros = Math.max(maxStarvedMicros, micros);
  }

  /** Says something once that a reader of the result must know. */
  public void note(String sentence) {
    if (notes.size() < MAX_NOTES) {
      notes.add(sentence);
    }
  }

  /**
   * The counts so far.
   *
   * @param selfCpuMicros processor time of ngxscope itself
   * @param lost events that were seen but could not be kept
   */
  public Quality quality(long selfCpuMicros, long lost) {
    return new Quality(
        ticks,
        lateTicks,
        maxLateMicros,
        tornReads,
        stops,
        maxStopMicros,
        totalStopMicros,
        unwound,
        notUnwound,
        lost,
        selfCpuMicros,
        allNotes());
  }

  private List<String> allNotes() {
    List<String> all = new ArrayList<>(notes);
    if (starved > 0) {
      all.add(
          "processors are short on this machine: "
              + starved
              + " times a worker had events waiting and no processor to take them, for up to "
              + maxStarvedMicros / 1000
              + " ms; nothing in the worker is to blame, and these are not among the blocks");
    }
    return all;
  }
}
