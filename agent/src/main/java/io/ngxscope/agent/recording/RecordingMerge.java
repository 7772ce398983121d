package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Several recordings as one, such as those of several hosts or of one night. Conditions are those
 * of the first; where others differ, the notes say so.
 */
public final class RecordingMerge {
  private RecordingMerge() {}

  /**
   * The sum of recordings.
   *
   * @param recordings at least one
   */
  public static Recording of(List<Recording> recordings) {
    if (recordings.size() == 1) {
      return recordings.get(0);
    }
    List<Recording> byTime = new ArrayList<>(recordings);
    byTime.sort(Comparator.comparingLong(r -> r.info().startUnixMicros()));
    return new Recording(
        byTime.get(0).info(),
        targets(byTime),
        sorted(byTime, Recording::blocks, RecordingMerge::end),
        sorted(byTime, Recording::samples, StackEvent::unixMicros),
        sorted(byTime, Recording::workerEvents, WorkerEvent::unixMicros),
        loop(byTime),
        sorted(byTime, Recording::loopSlices, LoopLatency.Slice::fromUnixMicros),
        quality(byTime),
        byTime.stream().mapToLong(Recording::endUnixMicros).max().orElse(0),
        byTime.stream().allMatch(Recording::complete));
  }

  private static long end(Block block) {
    return block.startUnixMicros() + block.durationMicros();
  }

  private static <T> List<T> sorted(
      List<Recording> all,
      Function<Recording, List<T>> part,
      java.util.function.ToLongFunction<T> time) {
    List<T> merged = new ArrayList<>();
    all.forEach(recording -> merged.addAll(part.apply(recording)));
    merged.sort(Comparator.comparingLong(time));
    return merged;
  }

  private static List<TargetInfo> targets(List<Recording> all) {
    Map<Object, TargetInfo> targets = new LinkedHashMap<>();
    for (Recording recording : all) {
      recording.targets().forEach(target -> targets.putIfAbsent(target.key(), target));
    }
    return List.copyOf(targets.values());
  }

  private static List<LatencyHistogram.Bucket> loop(List<Recording> all) {
    LatencyHistogram sum = new LatencyHistogram();
    all.forEach(recording -> recording.loopBuckets().forEach(sum::add));
    return sum.buckets();
  }

  private static Quality quality(List<Recording> all) {
    Quality sum = Quality.NONE;
    for (Recording recording : all) {
      sum = add(sum, recording.quality());
    }
    List<String> notes = new ArrayList<>();
    notes.add(all.size() + " recordings are shown as one.");
    notes.addAll(differences(all));
    sum.notes().stream().distinct().forEach(notes::add);
    return withNotes(sum, notes);
  }

  private static Quality add(Quality a, Quality b) {
    List<String> notes = new ArrayList<>(a.notes());
    notes.addAll(b.notes());
    return new Quality(
        a.ticks() + b.ticks(),
        a.lateTicks() + b.lateTicks(),
        Math.max(a.maxLateMicros(), b.maxLateMicros()),
        a.tornReads() + b.tornReads(),
        a.stops() + b.stops(),
        Math.max(a.maxStopMicros(), b.maxStopMicros()),
        a.totalStopMicros() + b.totalStopMicros(),
        a.unwound() + b.unwound(),
        a.notUnwound() + b.notUnwound(),
        a.lost() + b.lost(),
        a.selfCpuMicros() + b.selfCpuMicros(),
        notes);
  }

  private static Quality withNotes(Quality q, List<String> notes) {
    return new Quality(
        q.ticks(),
        q.lateTicks(),
        q.maxLateMicros(),
        q.tornReads(),
        q.stops(),
        q.maxStopMicros(),
        q.totalStopMicros(),
        q.unwound(),
        q.notUnwound(),
        q.lost(),
        q.selfCpuMicros(),
        notes);
  }

  private static List<String> differences(List<Recording> all) {
    CaptureInfo first = all.get(0).info();
    List<String> notes = new ArrayList<>();
    for (Recording recording : all.subList(1, all.size())) {
      CaptureInfo info = recording.info();
      if (!info.host().hostname().equals(first.host().hostname())) {
        notes.add("Not all were made on the same host: one on " + info.host().hostname() + ".");
      }
      if (!info.options().equals(first.options()) || !info.command().equals(first.command())) {
        notes.add(
            "Not all were made under the same conditions: "
                + info.command()
                + " with "
                + info.options()
                + ".");
      }
    }
    return notes.stream().distinct().toList();
  }
}
