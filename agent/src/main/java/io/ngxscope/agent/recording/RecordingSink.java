package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Event;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.TargetInfo;
import java.util.List;

/**
 * Takes what a recording holds, piece by piece, in the order in which it was captured. Whoever
 * wants only a part overrides only that method.
 */
public interface RecordingSink {
  /** What is in the heap, and what a reader must know of it; the last one counts. */
  default void heap(HeapCensus heap, List<String> notes) {}

  /** What holds it; the last one counts. */
  default void paths(PathTree paths) {}

  /** What grows in it; the last one counts. */
  default void leak(LeakFindings findings) {}

  /** How the capture was made; once, before everything else. */
  default void info(CaptureInfo info) {}

  /** A watched process; before its first event. */
  default void target(TargetInfo target) {}

  /** Something that happened. */
  default void event(Event event) {}

  /** Loop durations since the start of the capture; replaces what was given before. */
  default void loop(List<LatencyHistogram.Bucket> buckets) {}

  /** Loop durations of a slice of time; replaces what was given before for the same beginning. */
  default void loopSlice(LoopLatency.Slice slice) {}

  /** The quality since the start of the capture; replaces what was given before. */
  default void quality(Quality quality) {}

  /** The capture was alive at that time, microseconds since the epoch. */
  default void mark(long unixMicros) {}

  /** The capture ended in good order at that time, microseconds since the epoch. */
  default void end(long unixMicros) {}
}
