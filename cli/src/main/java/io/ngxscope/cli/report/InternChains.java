package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Bill;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.model.StringTable;
import io.ngxscope.agent.model.StringTable.ChainCount;
import io.ngxscope.agent.recording.InternRecording;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What the reports about interning have in common. */
final class InternChains {
  /** Longer chains stand together by powers of two. */
  private static final int SINGLE = 8;

  private InternChains() {}

  /** Few rows of many: single lengths up to 8, then from each power of two on. */
  static List<ChainCount> grouped(List<ChainCount> histogram) {
    TreeMap<Integer, Long> groups = new TreeMap<>();
    for (ChainCount count : histogram) {
      int from =
          count.length() <= SINGLE
              ? count.length()
              : Math.max(SINGLE + 1, Integer.highestOneBit(count.length()));
      groups.merge(from, count.chains(), Long::sum);
    }
    List<ChainCount> rows = new ArrayList<>();
    groups.forEach((length, chains) -> rows.add(new ChainCount(length, chains)));
    return rows;
  }

  /** The lengths that a row of {@link #grouped} stands for. */
  static String label(int from) {
    if (from <= SINGLE) {
      return Integer.toString(from);
    }
    int power = Integer.highestOneBit(from);
    return from + "-" + (2 * power - 1);
  }

  /** How far it can be trusted, in sentences. */
  static List<String> quality(InternRecording recording) {
    List<String> lines = new ArrayList<>();
    StringTable table = recording.table();
    lines.add(
        "copied "
            + Quantities.size(table.copiedBytes())
            + " in "
            + Quantities.duration(table.copyMicros())
            + " while the worker ran; it was not stopped");
    InternShare share = recording.share();
    if (share != null) {
      lines.add(
          Quantities.count(share.samples(), "stack")
              + " sampled in "
              + Quantities.duration(share.spanMicros())
              + ", "
              + Quantities.count(share.interning())
              + " of them interning; "
              + Quantities.count(share.lost())
              + " lost");
    }
    for (Bill bill : recording.bills()) {
      lines.add(
          Quantities.format(
              "every call was looked at in %s of %s, which cost the worker %.2f %% of a processor"
                  + " over all (%s hits; %.0f %% while it lasted; %.1f %% were allowed)",
              Quantities.count(bill.bursts(), "burst"),
              Quantities.duration(bill.coveredMicros()),
              bill.measuredPercent(),
              Quantities.count(bill.hits()),
              bill.burstPercent(),
              bill.allowedPercent()));
    }
    if (!recording.complete()) {
      lines.add("ended before its time");
    }
    lines.addAll(recording.notes());
    return lines;
  }
}
