package io.ngxscope.cli.report;

import io.ngxscope.agent.model.InternCalls;
import io.ngxscope.agent.model.InternPart;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.model.StringTable;
import io.ngxscope.agent.model.StringTable.Alike;
import io.ngxscope.agent.model.StringTable.ChainCount;
import io.ngxscope.agent.recording.InternRecording;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Interning as a page: the sentence, what it takes, who asks for it, the table. */
final class InternHtml implements InternReport {
  private static final int MAX_LINES = 30;

  @Override
  public void render(InternRecording recording, OutputStream out) throws IOException {
    StringTable table = recording.table();
    String context =
        "worker "
            + recording.target().key().pid()
            + ", "
            + Quantities.count(table.strings(), "interned string")
            + " in "
            + Quantities.size(table.bytes())
            + ", "
            + Quantities.count(table.slots(), "slot")
            + ", chains of at most "
            + Quantities.count(table.maxChain());
    MemoryPage page =
        new MemoryPage(
            recording.info(), "String interning", InternWords.diagnosis(recording), context);
    if (recording.share() != null) {
      page.section("share", "What it takes of the processor", share(recording.share()));
      page.section("lines", "Who has strings interned", lines(recording));
      page.section("flame", "Who has strings interned, by stack", InternFlame.element(recording));
    }
    if (recording.calls() != null) {
      calls(recording.calls(), page);
    }
    page.section("chains", "Chains by length", chains(table));
    page.section("alike", "Large strings that are almost equal", alike(table.alike()));
    page.rows("strings", "Strings by length", table.byLength());
    page.rows("largest", "Largest strings", table.largest());
    page.section("quality", "Quality", quality(recording)).write(out);
  }

  private static String share(InternShare share) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (InternPart part : InternPart.values()) {
      if (share.percent(part) > 0) {
        String percent = Quantities.format("%.1f %%", share.percent(part));
        bars.add(new BarChart.Bar(part.words(), share.percent(part), percent));
      }
    }
    return BarChart.svg("Interning by what it does", bars);
  }

  private static String lines(InternRecording recording) {
    StringBuilder html = new StringBuilder(head("Processor time", "Calls", "Line", "Path"));
    List<InternWords.Line> lines = InternWords.lines(InternWords.callers(recording));
    for (InternWords.Line line : lines.subList(0, Math.min(MAX_LINES, lines.size()))) {
      String where =
          line.frame() == null
              ? "(no Lua)"
              : FrameText.name(line.frame()) + "  " + FrameText.where(line.frame());
      html.append("<tr><td class=\"n\">" + Quantities.duration(line.micros()))
          .append(
              "</td><td class=\"n\">" + (line.calls() == 0 ? "" : Quantities.count(line.calls())))
          .append("</td><td><code>" + Markup.of(where) + "</code></td><td><code>")
          .append(Markup.of(line.request().uri()) + "</code></td></tr>\n");
    }
    return html.append("</tbody></table>\n").toString();
  }

  private static void calls(InternCalls calls, MemoryPage page) {
    List<BarChart.Bar> bars = new ArrayList<>();
    StringBuilder html =
        new StringBuilder(head("Length", "Calls", "There already", "New", "p50", "p99", "Time"));
    for (InternCalls.Length l : calls.byLength()) {
      String range = Quantities.size(l.from()) + " to " + Quantities.size(l.to());
      bars.add(new BarChart.Bar(range, (double) l.calls(), Quantities.count(l.calls())));
      html.append("<tr><td>" + range + "</td><td class=\"n\">" + Quantities.count(l.calls()))
          .append("</td><td class=\"n\">" + known(l.hits()))
          .append("</td><td class=\"n\">" + known(l.misses()))
          .append(Quantities.format("</td><td class=\"n\">%.1f us", l.p50Micros()))
          .append(Quantities.format("</td><td class=\"n\">%.1f us", l.p99Micros()))
          .append(Quantities.format("</td><td class=\"n\">%.2f ms", l.totalMicros() / 1000))
          .append("</td></tr>\n");
    }
    InternCalls.Counts c = calls.counts();
    String words =
        Quantities.format(
            "<p>%s calls in %s of bursts, coverage %.2f %% of %s; %s compares, %s chains hashed anew,"
                + " %s resizes.</p>\n",
            Quantities.count(c.calls()),
            Quantities.duration(calls.countedMicros()),
            100 * calls.coverage(),
            Quantities.duration(calls.spanMicros()),
            known(c.compares()),
            known(c.rehashes()),
            known(c.resizes()));
    page.section(
        "lengths",
        "Calls by length of the string",
        words + BarChart.svg("Calls by length", bars) + html.append("</tbody></table>\n"));
  }

  private static String known(long count) {
    return count < 0 ? "?" : Quantities.count(count);
  }

  private static String chains(StringTable table) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (ChainCount count : InternChains.grouped(table.histogram())) {
      bars.add(
          new BarChart.Bar(
              InternChains.label(count.length()),
              Math.log1p((double) count.chains()),
              Quantities.count(count.chains())));
    }
    return BarChart.svg("Chains by their length, bars on a logarithmic scale", bars);
  }

  private static String alike(List<Alike> groups) {
    if (groups.isEmpty()) {
      return "<p class=\"none\">There are none.</p>\n";
    }
    StringBuilder html =
        new StringBuilder(head("Bytes", "Strings", "Length", "Differing", "One hash", "What"));
    for (Alike group : groups) {
      html.append("<tr><td class=\"n\">" + Quantities.size(group.bytes()))
          .append("</td><td class=\"n\">" + Quantities.count(group.strings()))
          .append("</td><td class=\"n\">" + Quantities.size(group.length()))
          .append("</td><td class=\"n\">" + Quantities.count(group.firstDifference()))
          .append(" to " + Quantities.count(group.lastDifference()))
          .append("</td><td class=\"n\">" + Quantities.count(group.sameHash()))
          .append("</td><td><code>" + Markup.of(group.text()) + "</code></td></tr>\n");
    }
    return html.append("</tbody></table>\n").toString();
  }

  private static String quality(InternRecording recording) {
    StringBuilder list = new StringBuilder("<ul>\n");
    StringTable.Hash hash = recording.table().hash();
    item(list, "hash: " + hash.variant() + (hash.known() ? ", verified" : ""));
    item(list, hash.reads().isEmpty() ? null : "it reads " + hash.reads());
    InternChains.quality(recording).forEach(line -> item(list, line));
    return list.append("</ul>\n").toString();
  }

  private static void item(StringBuilder list, @Nullable String text) {
    if (text != null) {
      list.append("<li>" + Markup.of(text) + "</li>\n");
    }
  }

  private static String head(String... columns) {
    StringBuilder head = new StringBuilder("<table class=\"memory\"><thead><tr>");
    for (String column : columns) {
      head.append("<th scope=\"col\">").append(column).append("</th>");
    }
    return head.append("</tr></thead><tbody>\n").toString();
  }
}
