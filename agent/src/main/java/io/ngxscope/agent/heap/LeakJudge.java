package io.ngxscope.agent.heap;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.LeakVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns snapshots into findings. Pure: the same series always gives the same. */
public final class LeakJudge {
  /** Less growth than this is no finding, in bytes. */
  private static final long LEAST = 48 << 10;

  /** What holds this part of the heap and does not grow is worth saying so. */
  private static final double LARGE = 0.05;

  private static final int MAX_CANDIDATES = 50;

  private final GrowthSeries series;

  private final List<AllocationSite> sites;

  /**
   * Readies judging a series with one snapshot or more.
   *
   * @param sites who allocates; empty if that was not looked at
   */
  public LeakJudge(GrowthSeries series, List<AllocationSite> sites) {
    this.series = series;
    this.sites = List.copyOf(sites);
  }

  /** Judges. */
  public LeakFindings judge() {
    List<LeakCandidate> candidates = candidates();
    ProcessJudge process = new ProcessJudge(series, candidates);
    LeakFindings.Point first = series.points().get(0);
    LeakFindings.Point last = series.points().get(series.points().size() - 1);
    HeapSnapshot before = series.first().snapshot();
    HeapSnapshot after = series.last().snapshot();
    return new LeakFindings(
        series.cycles(),
        last.unixMicros() - first.unixMicros(),
        series.taken().size(),
        series.allocatedBytes(),
        first.gcTotalBytes(),
        last.gcTotalBytes(),
        first.rssBytes(),
        last.rssBytes(),
        process.verdict(),
        process.note(),
        candidates,
        sites,
        series.points(),
        grown(before.census().byPrototype(), after.census().byPrototype()),
        grown(before.census().byShape(), after.census().byShape()),
        grown(before.census().byType(), after.census().byType()));
  }

  private List<LeakCandidate> candidates() {
    List<LeakCandidate> all = new ArrayList<>();
    List<PathTree> trees = series.taken().stream().map(t -> t.snapshot().paths()).toList();
    for (Growing.Place place : new Growing(trees, LEAST).find()) {
      all.add(candidate(place));
    }
    all.addAll(steady(trees.get(trees.size() - 1)));
    churn().ifPresent(all::add);
    AllocationJoin join = new AllocationJoin(sites);
    all.replaceAll(join::withStack);
    all.addAll(join.others(List.copyOf(all), LEAST));
    all.sort(
        Comparator.comparing(LeakCandidate::verdict, Comparator.comparingInt(LeakJudge::rank))
            .thenComparing(LeakCandidate::growthBytesPerMinute, Comparator.reverseOrder()));
    return all.subList(0, Math.min(MAX_CANDIDATES, all.size()));
  }

  private static int rank(LeakVerdict verdict) {
    return switch (verdict) {
      case LEAK -> 0;
      case WARMING_UP -> 1;
      case CACHE -> 2;
      case CHURN -> 3;
    };
  }

  private LeakCandidate candidate(Growing.Place place) {
    long[] bytes = place.bytes();
    long[] objects = place.objects();
    Growth growth = new Growth(series.snapshotTimes(), bytes, objects, series.cycles());
    Growth.Judgement judged = growth.judge();
    LeakVerdict verdict = judged.verdict();
    if (verdict == LeakVerdict.CACHE && place.path().contains("running coroutine")) {
      verdict = LeakVerdict.CHURN; // requests that were under way
    }
    int last = bytes.length - 1;
    return new LeakCandidate(
        verdict,
        place.path(),
        null,
        bytes[last],
        objects[last],
        perMinute(bytes[last] - bytes[0]),
        -1,
        judged.confidence(),
        note(verdict, bytes, objects),
        curve(bytes, objects));
  }

  private String note(LeakVerdict verdict, long[] bytes, long[] objects) {
    int last = bytes.length - 1;
    String what =
        String.format(
            Locale.ROOT,
            "%,d to %,d objects over %d cycles of the collector",
            objects[0],
            objects[last],
            series.cycles());
    return switch (verdict) {
      case LEAK -> what + ", growing in every part of the watch";
      case CACHE -> what + ", and has stopped growing";
      case CHURN -> what + ", going up and down with the requests under way";
      case WARMING_UP -> what + "; " + advice();
    };
  }

  /** How long to watch, said from how long cycles take. */
  private String advice() {
    long seconds = Math.max(1, series.durationMicros() / 1_000_000);
    if (series.cycles() < Growth.MIN_CYCLES) {
      return series.cycles() == 0
          ? "no cycle was completed in " + seconds + " s: watch longer, or under more load"
          : "watch for at least " + seconds * 3 + " s";
    }
    return "it slows down or has not settled: watch for at least " + seconds * 3 + " s";
  }

  private List<LeakCandidate.Point> curve(long[] bytes, long[] objects) {
    List<LeakCandidate.Point> curve = new ArrayList<>();
    for (int i = 0; i < bytes.length; i++) {
      GrowthSeries.Taken taken = series.taken().get(i);
      curve.add(
          new LeakCandidate.Point(
              taken.snapshot().unixMicros(), taken.cycles(), bytes[i], objects[i]));
    }
    return curve;
  }

  private long perMinute(long bytes) {
    long micros = series.snapshotMicros();
    return micros <= 0 ? 0 : Math.round(bytes * 60e6 / micros);
  }

  /** What holds much and does not grow. */
  private List<LeakCandidate> steady(PathTree last) {
    List<LeakCandidate> found = new ArrayList<>();
    List<PathTree> trees = series.taken().stream().map(t -> t.snapshot().paths()).toList();
    long large = (long) (LARGE * last.root().bytes());
    for (Growing.Place place : Growing.holding(trees, large)) {
      if (place.grown() < LEAST && series.taken().size() >= 2) {
        long[] bytes = place.bytes();
        long[] objects = place.objects();
        found.add(
            new LeakCandidate(
                LeakVerdict.CACHE,
                place.path(),
                null,
                bytes[bytes.length - 1],
                objects[bytes.length - 1],
                perMinute(place.grown()),
                -1,
                0.9,
                "holds much and does not grow",
                curve(bytes, objects)));
      }
    }
    return found;
  }

  private java.util.Optional<LeakCandidate> churn() {
    long grown =
        series.last().snapshot().paths().root().bytes()
            - series.first().snapshot().paths().root().bytes();
    long allocated = series.allocatedBytes();
    if (allocated < LEAST || series.taken().size() < 2 || allocated < 2 * grown) {
      return java.util.Optional.empty();
    }
    long[] bytes =
        series.taken().stream()
            .mapToLong(t -> t.snapshot().census().consistency().unreachableBytes())
            .toArray();
    long[] objects =
        series.taken().stream()
            .mapToLong(t -> t.snapshot().census().consistency().unreachableObjects())
            .toArray();
    int last = bytes.length - 1;
    double survived = Math.max(0, grown) / (double) allocated;
    return java.util.Optional.of(
        new LeakCandidate(
            LeakVerdict.CHURN,
            "(garbage)",
            null,
            bytes[last],
            objects[last],
            0,
            Math.min(1, survived),
            0.9,
            String.format(
                Locale.ROOT,
                "at least %,d KiB were allocated and %,d KiB kept: the rest died young",
                allocated >> 10,
                Math.max(0, grown) >> 10),
            curve(bytes, objects)));
  }

  /** Rows of which there are more than before: the difference, the largest first. */
  private static List<HeapRow> grown(List<HeapRow> before, List<HeapRow> after) {
    Map<String, HeapRow> old = new HashMap<>();
    before.forEach(row -> old.merge(row.name(), row, LeakJudge::sum));
    Map<String, HeapRow> now = new HashMap<>();
    after.forEach(row -> now.merge(row.name(), row, LeakJudge::sum));
    return now.values().stream()
        .map(row -> minus(row, old.getOrDefault(row.name(), new HeapRow("", 0, 0))))
        .filter(row -> row.bytes() > 0)
        .sorted(Comparator.comparingLong(HeapRow::bytes).reversed())
        .limit(20)
        .toList();
  }

  private static HeapRow sum(HeapRow a, HeapRow b) {
    return new HeapRow(a.name(), a.objects() + b.objects(), a.bytes() + b.bytes());
  }

  private static HeapRow minus(HeapRow a, HeapRow b) {
    return new HeapRow(a.name(), a.objects() - b.objects(), a.bytes() - b.bytes());
  }
}
