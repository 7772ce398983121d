package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.recording.Recording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A recording cut into equal stretches of time, each one measurement: only what comes back in many
 * of them can be told from chance.
 */
final class TimeWindows {
  /** Stretches of a recording. */
  static final int COUNT = 20;

  private final Recording recording;
  private final double perUnit;
  private final Map<Frame, double[]> culprits = new LinkedHashMap<>();
  private final Map<Frame, double[]> functions = new LinkedHashMap<>();
  private final double[] blocked = new double[COUNT];

  /**
   * Sums up.
   *
   * @param units how many units the recording has (seconds, or thousands of loop iterations); sums
   *     are microseconds a unit
   */
  TimeWindows(Recording recording, double units) {
    this.recording = recording;
    this.perUnit = COUNT / Math.max(1e-9, units);
    for (Block block : recording.blocks()) {
      int window = window(block.startUnixMicros() + block.durationMicros() / 2);
      double micros = block.durationMicros() * perUnit;
      blocked[window] += micros;
      add(culprits, Culprits.culprit(block), window, micros);
      block.stacks().forEach(sample -> add(sample, window));
    }
    for (StackEvent event : recording.samples()) {
      add(event.sample(), window(event.unixMicros()));
    }
  }

  private void add(StackSample sample, int window) {
    List<Frame> frames = sample.stack().frames();
    if (!frames.isEmpty()) {
      add(functions, frames.get(frames.size() - 1), window, sample.micros() * perUnit);
    }
  }

  private static void add(Map<Frame, double[]> sums, Frame frame, int window, double micros) {
    sums.computeIfAbsent(Culprits.key(frame), f -> new double[COUNT])[window] += micros;
  }

  private int window(long unixMicros) {
    long span = Math.max(1, micros(recording));
    long at = Math.max(0, Math.min(span - 1, unixMicros - recording.info().startUnixMicros()));
    return (int) (at * COUNT / span);
  }

  /** How long a recording is, in microseconds. */
  static long micros(Recording recording) {
    return Math.max(0, recording.endUnixMicros() - recording.info().startUnixMicros());
  }

  /** Iterations of the event loop that it saw. */
  static long iterations(Recording recording) {
    return recording.loopBuckets().stream().mapToLong(LatencyHistogram.Bucket::count).sum();
  }

  /** Blocked time of each culprit, in microseconds a unit, by stretch. */
  Map<Frame, double[]> culprits() {
    return culprits;
  }

  /** The same of innermost functions. */
  Map<Frame, double[]> functions() {
    return functions;
  }

  /** All blocked time, in microseconds a unit, by stretch. */
  double[] blocked() {
    return blocked;
  }
}
