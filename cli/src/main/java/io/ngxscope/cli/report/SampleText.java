package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.StackSums;
import io.ngxscope.agent.aggregate.StackSums.FrameRow;
import io.ngxscope.agent.aggregate.StackSums.PhaseRow;
import io.ngxscope.agent.aggregate.StackSums.Row;
import io.ngxscope.agent.aggregate.StackSums.ShareRow;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.recording.Names;
import io.ngxscope.agent.recording.Recording;
import java.io.PrintWriter;
import java.util.List;

/** Where sampled time went, as plain text. */
final class SampleText {
  private static final int MAX_ROWS = 15;
  private static final int MAX_PATHS = 10;
  private final Style style;
  private final PrintWriter text;
  private final StackSums sums;

  private SampleText(StackSums sums, Style style, PrintWriter text) {
    this.sums = sums;
    this.style = style;
    this.text = text;
  }

  /** Prints the tables; nothing for captures without samples. */
  static void print(Recording recording, Style style, PrintWriter text) {
    if (!recording.samples().isEmpty()) {
      new SampleText(StackSums.of(recording.samples()), style, text).print();
    }
  }

  /** The name of a call; one that is not known is said to be so. */
  static String call(Row row) {
    return row.name().isEmpty() ? "(call not known)" : row.name();
  }

  /** The name of a phase; one that is not known is said to be so. */
  static String phase(PhaseRow row) {
    return row.phase() == Phase.UNKNOWN ? "(no Lua, or not known)" : Names.of(row.phase());
  }

  /** A share with one digit behind the point: shares are compared. */
  static String share(long part, long whole) {
    return Quantities.format("%.1f %%", whole == 0 ? 0.0 : 100.0 * part / whole);
  }

  private void print() {
    if (!sums.shares().isEmpty()) {
      title("What the processor did");
      for (ShareRow row : sums.shares()) {
        row(row.micros(), row.share().words());
      }
    }
    if (!sums.calls().isEmpty()) {
      title("Where it slept");
      sums.calls().stream()
          .limit(MAX_ROWS)
          .forEach(
              r -> row(r.micros(), call(r) + "  (" + Quantities.count(r.samples(), "time") + ")"));
    }
    frames("Lua lines, with what they called in C", sums.lines());
    frames("Functions, by their own time", sums.functions());
    title("Paths");
    for (Row row : sums.paths().stream().limit(MAX_PATHS).toList()) {
      row(row.micros(), row.name().isEmpty() ? "(no request)" : row.name());
    }
    left(sums.paths().size() - MAX_PATHS);
    title("Phases");
    sums.phases().forEach(r -> row(r.micros(), phase(r)));
  }

  private void frames(String title, List<FrameRow> all) {
    List<FrameRow> rows = all.stream().filter(r -> r.selfMicros() > 0).toList();
    if (rows.isEmpty()) {
      return;
    }
    title(title);
    TextReport.line(text, style.dim("      self             total  where"));
    for (FrameRow row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
      TextReport.line(
          text,
          Quantities.format(
              "%10s %7s %9s  %s",
              Quantities.duration(row.selfMicros()),
              share(row.selfMicros(), sums.totalMicros()),
              share(row.totalMicros(), sums.totalMicros()),
              StackText.place(row.frame(), style)));
    }
    left(rows.size() - MAX_ROWS);
  }

  private void row(long micros, String name) {
    TextReport.line(
        text,
        Quantities.format(
            "%10s %7s  %s",
            Quantities.duration(micros), share(micros, sums.totalMicros()), Printable.of(name)));
  }

  private void left(int left) {
    if (left > 0) {
      TextReport.line(text, style.dim("  and " + Quantities.count(left) + " more"));
    }
  }

  private void title(String title) {
    TextReport.line(text, "");
    TextReport.line(text, style.bold(title));
  }
}
