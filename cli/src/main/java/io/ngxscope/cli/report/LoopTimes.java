package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.recording.Recording;
import java.util.List;

/** Durations of loop iterations, as exact as a recording has them. */
final class LoopTimes {
  private LoopTimes() {}

  /**
   * The longest iteration: the upper bound of the last range of the histogram, or the very block
   * that lies in it.
   *
   * @return microseconds; 0 if no iteration was seen
   */
  static long longestMicros(Recording recording) {
    List<LatencyHistogram.Bucket> buckets = recording.loopBuckets();
    if (buckets.isEmpty()) {
      return 0;
    }
    LatencyHistogram.Bucket last = buckets.get(buckets.size() - 1);
    return recording.blocks().stream()
        .mapToLong(Block::durationMicros)
        .filter(micros -> micros >= last.fromMicros() && micros <= last.toMicros())
        .max()
        .orElse(last.toMicros());
  }
}
