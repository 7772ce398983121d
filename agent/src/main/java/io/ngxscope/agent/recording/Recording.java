package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import java.util.List;

/**
 * Everything that a capture found; the only input of every report.
 *
 * @param info under which conditions it was made
 * @param targets the processes that were watched, in the order in which they were met
 * @param blocks event-loop blocks, in the order of their ends
 * @param samples sampled stacks outside of blocks (a profile), in order of time
 * @param workerEvents workers that came and went, in order of time
 * @param loopBuckets durations of event-loop iterations as far as seen, in rising order
 * @param loopSlices the same by time, in the order of time; empty if that was not recorded
 * @param quality how far all this can be trusted
 * @param endUnixMicros end of the capture, microseconds since the epoch; of a killed capture, its
 *     last flush
 * @param complete false if the recording breaks off before its end mark
 */
public record Recording(
    CaptureInfo info,
    List<TargetInfo> targets,
    List<Block> blocks,
    List<StackEvent> samples,
    List<WorkerEvent> workerEvents,
    List<LatencyHistogram.Bucket> loopBuckets,
    List<LoopLatency.Slice> loopSlices,
    Quality quality,
    long endUnixMicros,
    boolean complete) {
  /** Copies the lists. */
  public Recording {
    targets = List.copyOf(targets);
    blocks = List.copyOf(blocks);
    samples = List.copyOf(samples);
    workerEvents = List.copyOf(workerEvents);
    loopBuckets = List.copyOf(loopBuckets);
    loopSlices = List.copyOf(loopSlices);
  }

  /** A capture that does not know when its iterations were. */
  public Recording(
      CaptureInfo info,
      List<TargetInfo> targets,
      List<Block> blocks,
      List<StackEvent> samples,
      List<WorkerEvent> workerEvents,
      List<LatencyHistogram.Bucket> loopBuckets,
      Quality quality,
      long endUnixMicros,
      boolean complete) {
    this(
        info,
        targets,
        blocks,
        samples,
        workerEvents,
        loopBuckets,
        List.of(),
        quality,
        endUnixMicros,
        complete);
  }
}
