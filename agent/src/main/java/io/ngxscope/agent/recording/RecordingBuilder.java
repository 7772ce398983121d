package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Event;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects a recording in memory, from a file or straight from a capture. Not thread-safe. */
public final class RecordingBuilder implements RecordingSink {
  /** Far more than a capture writes. */
  private static final int MAX_SLICES = 20_000;

  private final List<TargetInfo> targets = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<StackEvent> samples = new ArrayList<>();
  private final List<WorkerEvent> workerEvents = new ArrayList<>();
  private final List<String> extraNotes = new ArrayList<>();
  private List<LatencyHistogram.Bucket> loop = List.of();
  private final NavigableMap<Long, LoopLatency.Slice> loopSlices = new TreeMap<>();
  private Quality quality = Quality.NONE;
  private @Nullable CaptureInfo info;
  private long lastMicros;
  private boolean ended;
  private boolean damaged;

  @Override
  public void info(CaptureInfo captured) {
    info = captured;
    lastMicros = Math.max(lastMicros, captured.startUnixMicros());
  }

  @Override
  public void target(TargetInfo target) {
    targets.add(target);
  }

  @Override
  public void event(Event event) {
    if (event instanceof Block b) {
      blocks.add(b);
    } else if (event instanceof StackEvent s) {
      samples.add(s);
    } else if (event instanceof WorkerEvent w) {
      workerEvents.add(w);
    }
  }

  @Override
  public void loop(List<LatencyHistogram.Bucket> buckets) {
    loop = List.copyOf(buckets);
  }

  @Override
  public void loopSlice(LoopLatency.Slice slice) {
    if (loopSlices.size() < MAX_SLICES || loopSlices.containsKey(slice.fromUnixMicros())) {
      loopSlices.put(slice.fromUnixMicros(), slice);
    }
  }

  @Override
  public void quality(Quality newest) {
    quality = newest;
  }

  @Override
  public void mark(long unixMicros) {
    lastMicros = Math.max(lastMicros, unixMicros);
  }

  @Override
  public void end(long unixMicros) {
    lastMicros = unixMicros;
    ended = true;
  }

  /** Adds a sentence to the quality notes. */
  void note(String sentence) {
    extraNotes.add(sentence);
  }

  /** Something is missing, whatever comes or came. */
  void damaged() {
    damaged = true;
  }

  /**
   * All that was given until now.
   *
   * @throws IllegalStateException if no {@link #info} was given
   */
  public Recording build() {
    CaptureInfo known = info;
    if (known == null) {
      throw new IllegalStateException("no capture information was given");
    }
    return new Recording(
        known,
        targets,
        blocks,
        samples,
        workerEvents,
        loop,
        List.copyOf(loopSlices.values()),
        noted(),
        lastMicros,
        ended && !damaged);
  }

  private Quality noted() {
    List<String> notes = new ArrayList<>(quality.notes());
    notes.addAll(extraNotes);
    return new Quality(
        quality.ticks(),
        quality.lateTicks(),
        quality.maxLateMicros(),
        quality.tornReads(),
        quality.stops(),
        quality.maxStopMicros(),
        quality.totalStopMicros(),
        quality.unwound(),
        quality.notUnwound(),
        quality.lost(),
        quality.selfCpuMicros(),
        notes);
  }
}
