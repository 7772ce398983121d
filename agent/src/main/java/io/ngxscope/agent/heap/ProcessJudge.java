package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.LeakVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the memory of a process as a whole does: Lua, C, or room that the allocator keeps. */
final class ProcessJudge {
  /** Less growth than this says nothing about a process, in bytes. */
  private static final long LEAST = 1 << 20;

  /** If this part of the growth or more is the FFI's, or is not, it has a word of its own. */
  private static final double PART = 0.25;

  /** A heap of which this part is free is fragmented, if it is not small. */
  private static final double FRAGMENTED = 0.3;

  private final List<String> verdicts = new ArrayList<>();
  private final List<String> evidence = new ArrayList<>();

  ProcessJudge(GrowthSeries series, List<LeakCandidate> candidates) {
    lua(series, candidates);
    c(series);
    allocator(series);
    if (verdicts.isEmpty()) {
      boolean early =
          series.taken().size() < Growth.MIN_SNAPSHOTS || series.cycles() < Growth.MIN_CYCLES;
      verdicts.add(early ? "warming up" : "no leak");
    }
  }

  String verdict() {
    return String.join(", ", verdicts);
  }

  String note() {
    return String.join("; ", evidence);
  }

  private void lua(GrowthSeries series, List<LeakCandidate> candidates) {
    long before = series.first().snapshot().paths().root().bytes();
    long grown = series.last().snapshot().paths().root().bytes() - before;
    evidence.add(String.format(Locale.ROOT, "reachable Lua memory %+,d KiB", grown >> 10));
    if (candidates.stream().anyMatch(c -> c.verdict() == LeakVerdict.LEAK)) {
      double ffi = grown <= 0 ? 0 : (double) (cdata(series.last()) - cdata(series.first())) / grown;
      if (ffi < 1 - PART) {
        verdicts.add("Lua leak");
      }
      if (ffi > PART) {
        verdicts.add("FFI memory");
      }
    }
  }

  private static long cdata(GrowthSeries.Taken taken) {
    return taken.snapshot().census().byType().stream()
        .filter(row -> row.name().equals("cdata"))
        .mapToLong(HeapRow::bytes)
        .sum();
  }

  /** What grows in the process and is not LuaJIT's is C's. */
  private void c(GrowthSeries series) {
    LeakFindings.Point first = series.points().get(0);
    LeakFindings.Point last = series.points().get(series.points().size() - 1);
    long resident = last.rssBytes() - first.rssBytes();
    long high =
        series.points().stream().mapToLong(LeakFindings.Point::gcTotalBytes).max().orElse(0);
    // Memory that the collector has freed stays with the process: its highest point counts.
    long lua = Math.max(0, high - first.gcTotalBytes());
    evidence.add(
        String.format(
            Locale.ROOT,
            "resident memory %+,d KiB, gc.total %+,d KiB",
            resident >> 10,
            (last.gcTotalBytes() - first.gcTotalBytes()) >> 10));
    if (resident - lua > LEAST && resident > 1.25 * lua && series.durationMicros() > 0) {
      verdicts.add("C leak");
      evidence.add(
          String.format(
              Locale.ROOT, "%,d KiB of it outside of LuaJIT", Math.max(0, resident - lua) >> 10));
    }
  }

  private void allocator(GrowthSeries series) {
    HeapCensus.Allocator allocator = series.last().snapshot().census().allocator();
    if (allocator.known()
        && allocator.mappedBytes() > 16 * LEAST
        && allocator.freeBytes() > FRAGMENTED * allocator.mappedBytes()) {
      verdicts.add("fragmentation");
      evidence.add(
          String.format(
              Locale.ROOT,
              "the allocator holds %,d KiB, %,d KiB of it free",
              allocator.mappedBytes() >> 10,
              allocator.freeBytes() >> 10));
    }
  }
}
