package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakVerdict;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins sampled allocations with what later snapshots still have: which code allocates, and what of
 * it stays. Pure: the same samples and snapshots always give the same.
 */
public final class AllocationJudge {
  /** So many cycles of the collector a token must be old to be counted as a survivor or not. */
  static final int CYCLES = 2;

  /** Less than this survives of what dies young. */
  private static final double CHURN = 0.05;

  private static final int MIN_TOKENS = 3;
  private static final int MAX_SITES = 500;

  private final GrowthSeries series;
  private final List<AllocationSample> samples;
  private final double scale;
  private final List<Survivors> survivors = new ArrayList<>();

  /**
   * Readies judging.
   *
   * @param samples in order of time
   * @param allocatedBytes all that was allocated while sampled; samples stand for a part of it
   */
  public AllocationJudge(GrowthSeries series, List<AllocationSample> samples, long allocatedBytes) {
    this.series = series;
    this.samples = List.copyOf(samples);
    long sampled = samples.stream().mapToLong(AllocationSample::bytes).sum();
    this.scale = sampled <= 0 ? 0 : (double) Math.max(allocatedBytes, sampled) / sampled;
    for (GrowthSeries.Taken taken : series.taken()) {
      survivors.add(Survivors.of(this.samples, taken.snapshot().sightings()));
    }
  }

  /** The sites, those that keep most first, then those that allocate most. */
  public List<AllocationSite> judge() {
    Map<Stack, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      groups.computeIfAbsent(samples.get(i).stack(), s -> new ArrayList<>()).add(i);
    }
    List<AllocationSite> sites = new ArrayList<>();
    groups.forEach((stack, members) -> sites.add(site(stack, members)));
    sites.sort(
        Comparator.comparingLong(AllocationSite::growthBytesPerMinute)
            .thenComparingLong(AllocationSite::allocatedBytes)
            .reversed());
    return sites.subList(0, Math.min(MAX_SITES, sites.size()));
  }

  private AllocationSite site(Stack stack, List<Integer> members) {
    long now = series.last().cycles();
    long tokens = 0;
    long kept = 0;
    long bytes = 0;
    for (int i : members) {
      AllocationSample sample = samples.get(i);
      bytes += sample.bytes();
      if (sample.cycles() + CYCLES <= now) {
        tokens += tokens(sample);
        kept += alive(i, survivors.size() - 1);
      }
    }
    List<LeakCandidate.Point> curve = curve(members);
    Growth.Judgement judged = judge(curve, tokens, kept);
    return new AllocationSite(
        stack,
        members.size(),
        Math.round(bytes * scale),
        tokens,
        kept,
        perMinute(curve),
        judged.verdict(),
        judged.confidence(),
        path(members),
        curve);
  }

  private static int tokens(AllocationSample sample) {
    return (sample.object() == 0 ? 0 : 1) + (sample.string() < 0 ? 0 : 1);
  }

  /** How many tokens of a sample a snapshot has. */
  private int alive(int sample, int snapshot) {
    Survivors found = survivors.get(snapshot);
    return (found.object(sample) ? 1 : 0) + (found.string(sample) ? 1 : 0);
  }

  private List<LeakCandidate.Point> curve(List<Integer> members) {
    List<LeakCandidate.Point> curve = new ArrayList<>();
    for (int k = 0; k < survivors.size(); k++) {
      GrowthSeries.Taken taken = series.taken().get(k);
      double bytes = 0;
      long objects = 0;
      for (int i : members) {
        AllocationSample sample = samples.get(i);
        int alive = alive(i, k);
        if (alive > 0 && sample.unixMicros() <= taken.snapshot().unixMicros()) {
          bytes += (double) sample.bytes() * alive / tokens(sample);
          objects += alive;
        }
      }
      curve.add(
          new LeakCandidate.Point(
              taken.snapshot().unixMicros(), taken.cycles(), Math.round(bytes * scale), objects));
    }
    return curve;
  }

  private Growth.Judgement judge(List<LeakCandidate.Point> curve, long tokens, long kept) {
    if (tokens < MIN_TOKENS) {
      return new Growth.Judgement(LeakVerdict.WARMING_UP, 0.2);
    }
    double share = (double) kept / tokens;
    if (share < CHURN) {
      return new Growth.Judgement(LeakVerdict.CHURN, Math.min(0.95, 0.5 + tokens / 40.0));
    }
    long[] bytes = curve.stream().mapToLong(LeakCandidate.Point::bytes).toArray();
    long[] objects = curve.stream().mapToLong(LeakCandidate.Point::objects).toArray();
    Growth.Judgement judged =
        new Growth(series.snapshotTimes(), bytes, objects, series.cycles()).judge();
    // A handful of tokens cannot be surer than their number allows.
    return new Growth.Judgement(
        judged.verdict(), Math.min(judged.confidence(), 0.3 + tokens / 20.0));
  }

  private long perMinute(List<LeakCandidate.Point> curve) {
    long micros = series.snapshotMicros();
    long grown = curve.get(curve.size() - 1).bytes() - curve.get(0).bytes();
    return micros <= 0 ? 0 : Math.round(grown * 60e6 / micros);
  }

  /** What holds most of the survivors of the last snapshot. */
  private String path(List<Integer> members) {
    Sightings seen = series.last().snapshot().sightings();
    Map<String, Integer> votes = new HashMap<>();
    for (int i : members) {
      AllocationSample sample = samples.get(i);
      if (survivors.get(survivors.size() - 1).object(i)) {
        vote(seen.ofObject(sample.object()), votes);
      }
      if (survivors.get(survivors.size() - 1).string(i)) {
        vote(seen.ofString(sample.string()), votes);
      }
    }
    return votes.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static void vote(
      Sightings.@org.jspecify.annotations.Nullable Seen seen, Map<String, Integer> votes) {
    if (seen != null) {
      votes.merge(seen.path(), 1, Integer::sum);
    }
  }
}
