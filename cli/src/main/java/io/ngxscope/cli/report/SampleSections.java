package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.StackSums;
import io.ngxscope.agent.aggregate.StackSums.FrameRow;
import io.ngxscope.agent.aggregate.StackSums.PhaseRow;
import io.ngxscope.agent.aggregate.StackSums.Row;
import io.ngxscope.agent.aggregate.StackSums.ShareRow;
import io.ngxscope.agent.recording.Recording;
import java.util.List;

/** The tables of a page that say where sampled time went; empty for captures without samples. */
final class SampleSections {
  private static final int MAX_ROWS = 50;

  private SampleSections() {}

  static String shares(Recording recording) {
    StackSums sums = StackSums.of(recording.samples());
    StringBuilder html = new StringBuilder();
    for (ShareRow row : sums.shares()) {
      html.append(row(row.share().words(), row.micros(), sums));
    }
    for (Row row : sums.calls()) {
      html.append(row(SampleText.call(row), row.micros(), sums));
    }
    return table("What", html);
  }

  static String lines(Recording recording) {
    StackSums sums = StackSums.of(recording.samples());
    return table("Lua line, with what it called in C", frames(sums.lines(), sums));
  }

  static String functions(Recording recording) {
    StackSums sums = StackSums.of(recording.samples());
    return table("Function, by its own time", frames(sums.functions(), sums));
  }

  static String paths(Recording recording) {
    StackSums sums = StackSums.of(recording.samples());
    StringBuilder html = new StringBuilder();
    for (Row row : sums.paths().stream().limit(MAX_ROWS).toList()) {
      html.append(row(row.name().isEmpty() ? "(no request)" : row.name(), row.micros(), sums));
    }
    return table("Path", html);
  }

  static String phases(Recording recording) {
    StackSums sums = StackSums.of(recording.samples());
    StringBuilder html = new StringBuilder();
    for (PhaseRow row : sums.phases()) {
      html.append(row(SampleText.phase(row), row.micros(), sums));
    }
    return table("Phase", html);
  }

  private static StringBuilder frames(List<FrameRow> rows, StackSums sums) {
    StringBuilder html = new StringBuilder();
    for (FrameRow row : rows.stream().filter(r -> r.selfMicros() > 0).limit(MAX_ROWS).toList()) {
      String name = FrameText.name(row.frame()) + "  " + FrameText.where(row.frame());
      html.append(row(name, row.selfMicros(), sums));
    }
    return html;
  }

  private static String row(String name, long micros, StackSums sums) {
    return "<tr><th scope=\"row\"><code>"
        + Markup.of(name)
        + "</code></th><td class=\"n\">"
        + Quantities.duration(micros)
        + "</td><td class=\"n\">"
        + SampleText.share(micros, sums.totalMicros())
        + "</td></tr>\n";
  }

  private static String table(String title, CharSequence rows) {
    return rows.isEmpty()
        ? ""
        : "<table><thead><tr><th scope=\"col\">"
            + title
            + "</th><th scope=\"col\" class=\"n\">Time</th><th scope=\"col\" class=\"n\">Share</th>"
            + "</tr></thead>\n<tbody>\n"
            + rows
            + "</tbody></table>\n";
  }
}
