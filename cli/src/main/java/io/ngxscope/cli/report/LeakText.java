package io.ngxscope.cli.report;

import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.LeakVerdict;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.recording.LeakRecording;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What grows, in words and columns, for a terminal: leaks first. */
public final class LeakText {
  private static final int CANDIDATES = 20;
  private static final int ROWS = 6;
  private static final int SITES = 12;
  private static final int FRAMES = 4;
  private static final String TICKS = "▁▂▃▄▅▆▇█";

  private final Style style;

  /** A report with or without colour. */
  public LeakText(boolean color) {
    this.style = new Style(color);
  }

  /** Shows it. */
  public void render(LeakRecording recording, OutputStream out) {
    PrintStream text = new PrintStream(out, false, StandardCharsets.UTF_8);
    LeakFindings findings = recording.findings();
    head(recording, text);
    candidates(findings.candidates(), text);
    sites(findings.allocations(), text);
    rows("More functions, by definition", findings.grownFunctions(), text);
    rows("More tables, by shape", findings.grownShapes(), text);
    rows("More objects, by type", findings.grownTypes(), text);
    quality(recording, text);
    text.flush();
  }

  private void head(LeakRecording recording, PrintStream text) {
    LeakFindings findings = recording.findings();
    String verdict = findings.processVerdict();
    boolean bad = verdict.contains("leak") && !verdict.equals("no leak");
    text.println(
        style.bold("worker " + recording.target().key().pid())
            + "  "
            + (bad ? style.alarm(verdict) : style.bold(verdict)));
    text.println(
        "  "
            + Quantities.duration(findings.durationMicros())
            + ", "
            + Quantities.count(findings.cycles(), "cycle")
            + " of the collector, "
            + Quantities.count(findings.snapshots(), "snapshot"));
    text.println(
        "  gc.total "
            + change(findings.gcTotalStartBytes(), findings.gcTotalEndBytes())
            + ", resident "
            + change(findings.rssStartBytes(), findings.rssEndBytes()));
    text.println("  " + Printable.of(findings.processNote()));
  }

  private static String change(long from, long to) {
    return Quantities.size(from) + " to " + Quantities.size(to);
  }

  private void candidates(List<LeakCandidate> candidates, PrintStream text) {
    if (candidates.isEmpty()) {
      text.println("\nNothing grows.");
      return;
    }
    text.println();
    text.println(style.bold("What grows, and what only uses memory"));
    text.println(style.dim("  verdict          bytes  growth/min   sure  curve"));
    for (LeakCandidate c : candidates.subList(0, Math.min(CANDIDATES, candidates.size()))) {
      String verdict = Quantities.format("%-11s", verdict(c.verdict()));
      text.printf(
          Locale.ROOT,
          "  %s %10s  %10s  %4.0f%%  %s%n",
          c.verdict() == LeakVerdict.LEAK ? style.alarm(verdict) : verdict,
          Quantities.size(c.bytes()),
          Quantities.size(c.growthBytesPerMinute()),
          100 * c.confidence(),
          curve(c.curve()));
      if (!c.path().isEmpty()) {
        text.println("    " + style.lua(Printable.of(c.path())));
      }
      stack(c.stack(), text);
      text.println("    " + style.dim(Printable.of(c.note())));
    }
  }

  /** Innermost first; what does not fit is in the other formats. */
  private void stack(@Nullable Stack stack, PrintStream text) {
    if (stack == null) {
      return;
    }
    String by = "allocated by ";
    List<Frame> frames = stack.frames();
    for (int i = frames.size() - 1; i >= 0 && i >= frames.size() - FRAMES; i--) {
      text.println("    " + style.dim(by) + StackText.place(frames.get(i), style));
      by = "             ";
    }
  }

  private void sites(List<AllocationSite> sites, PrintStream text) {
    if (sites.isEmpty()) {
      return;
    }
    text.println();
    text.println(style.bold("Where it is allocated, by samples"));
    text.println(style.dim("   allocated  survives  growth/min  verdict"));
    for (AllocationSite site : sites.subList(0, Math.min(SITES, sites.size()))) {
      text.printf(
          Locale.ROOT,
          "  %10s  %8s  %10s  %-10s  %s%n",
          Quantities.size(site.allocatedBytes()),
          share(site.survivedShare()),
          Quantities.size(site.growthBytesPerMinute()),
          verdict(site.verdict()),
          style.lua(Printable.of(AllocationGraph.place(site.stack()))));
    }
  }

  /** A share in words; unknown below 0. */
  static String share(double share) {
    return share < 0 ? "?" : Quantities.format("%.0f %%", 100 * share);
  }

  /** A verdict in words. */
  static String verdict(LeakVerdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The sizes as little bars, the lowest and the highest told apart. */
  static String curve(List<LeakCandidate.Point> points) {
    long low = points.stream().mapToLong(LeakCandidate.Point::bytes).min().orElse(0);
    long high = points.stream().mapToLong(LeakCandidate.Point::bytes).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    for (LeakCandidate.Point point : points) {
      double part = high == low ? 0 : (double) (point.bytes() - low) / (high - low);
      bars.append(TICKS.charAt((int) Math.round(part * (TICKS.length() - 1))));
    }
    return bars.toString();
  }

  private void rows(String title, List<HeapRow> rows, PrintStream text) {
    if (rows.isEmpty()) {
      return;
    }
    text.println();
    text.println(style.bold(title));
    for (HeapRow row : rows.subList(0, Math.min(ROWS, rows.size()))) {
      text.printf(
          Locale.ROOT,
          "  %10s %9s  %s%n",
          "+" + Quantities.size(row.bytes()),
          Quantities.format("%+,d", row.objects()),
          style.lua(Printable.of(row.name())));
    }
  }

  private void quality(LeakRecording recording, PrintStream text) {
    HeapCensus.Cost cost = recording.census().cost();
    text.println();
    text.println(style.bold("Quality"));
    text.println(
        "  the last snapshot copied "
            + Quantities.size(cost.copiedBytes())
            + " in "
            + Quantities.duration(cost.copyMicros())
            + ", worker "
            + (cost.stopMicros() == 0
                ? "not stopped"
                : "stopped for " + Quantities.duration(cost.stopMicros())));
    recording.notes().forEach(note -> text.println("  note: " + Printable.of(note)));
  }
}
