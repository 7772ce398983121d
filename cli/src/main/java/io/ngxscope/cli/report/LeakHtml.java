package io.ngxscope.cli.report;

import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.LeakVerdict;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.recording.LeakRecording;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/** What grows as a page: candidates first, the growth, the flame graph, the difference. */
final class LeakHtml {
  private static final int MAX_SITES = 50;

  /** Shows it. */
  public void render(LeakRecording recording, OutputStream out) throws IOException {
    LeakFindings findings = recording.findings();
    String context =
        "worker "
            + recording.target().key().pid()
            + ", "
            + Quantities.duration(findings.durationMicros())
            + ", "
            + Quantities.count(findings.cycles(), "cycle")
            + " of the collector, "
            + Quantities.count(findings.snapshots(), "snapshot")
            + "; "
            + findings.processNote();
    String headline = headline(findings);
    MemoryPage page = new MemoryPage(recording.info(), headline, headline, context);
    page.section("candidates", "What grows, and what only uses memory", candidates(findings));
    page.section(
        "growth",
        "Growth",
        GrowthChart.svg(findings.curve())
            .orElse("<p class=\"none\">There is no chart: too few points, or no fonts.</p>\n"));
    page.allocations(AllocationGraph.of(recording));
    page.section("sites", "Where it is allocated", sites(findings));
    page.flame(recording.paths())
        .rows("more-functions", "More functions than before", findings.grownFunctions())
        .rows("more-shapes", "More tables than before, by shape", findings.grownShapes())
        .rows("more-types", "More objects than before, by type", findings.grownTypes())
        .census(recording.census())
        .quality(recording.census(), recording.notes())
        .write(out);
  }

  private static String headline(LeakFindings findings) {
    List<LeakCandidate> leaks =
        findings.candidates().stream().filter(c -> c.verdict() == LeakVerdict.LEAK).toList();
    if (leaks.isEmpty()) {
      return "Verdict: " + findings.processVerdict();
    }
    LeakCandidate worst = leaks.get(0);
    return worst.path()
        + " grows by "
        + Quantities.size(worst.growthBytesPerMinute())
        + " a minute"
        + (leaks.size() > 1 ? ", and " + (leaks.size() - 1) + " more leak" : "");
  }

  private static String candidates(LeakFindings findings) {
    if (findings.candidates().isEmpty()) {
      return "<p class=\"none\">Nothing grows.</p>\n";
    }
    StringBuilder html =
        new StringBuilder(
            "<table class=\"memory\"><thead><tr><th scope=\"col\">Verdict</th>"
                + "<th scope=\"col\">Bytes</th><th scope=\"col\">Growth a minute</th>"
                + "<th scope=\"col\">Sure</th><th scope=\"col\">Curve</th>"
                + "<th scope=\"col\">What</th></tr></thead><tbody>\n");
    for (LeakCandidate c : findings.candidates()) {
      String verdict = c.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      html.append("<tr><td><b class=\"verdict " + verdict.replace(' ', '-') + "\">")
          .append(verdict)
          .append("</b></td><td class=\"n\">" + Quantities.size(c.bytes()))
          .append("</td><td class=\"n\">" + Quantities.size(c.growthBytesPerMinute()))
          .append("</td><td class=\"n\">" + Quantities.format("%.0f %%", 100 * c.confidence()))
          .append("</td><td>" + LeakText.curve(c.curve()))
          .append("</td><td>" + what(c) + "<span class=\"how\">")
          .append(Markup.of(c.note()) + "</span></td></tr>\n");
    }
    return html.append("</tbody></table>\n").toString();
  }

  private static String what(LeakCandidate c) {
    StringBuilder html = new StringBuilder();
    if (!c.path().isEmpty()) {
      html.append("<code>" + Markup.of(c.path()) + "</code><br>");
    }
    Stack stack = c.stack();
    if (stack != null) {
      html.append("<details><summary>allocated by <code>")
          .append(Markup.of(AllocationGraph.place(stack)) + "</code></summary><ol reversed>\n");
      for (int i = stack.frames().size() - 1; i >= 0; i--) {
        Frame frame = stack.frames().get(i);
        html.append("<li><code>" + Markup.of(FrameText.name(frame)) + "</code> ")
            .append(Markup.of(FrameText.where(frame)) + "</li>\n");
      }
      html.append("</ol></details>\n");
    }
    return html.toString();
  }

  private static String sites(LeakFindings findings) {
    if (findings.allocations().isEmpty()) {
      return "<p class=\"none\">Allocations were not sampled.</p>\n";
    }
    StringBuilder html =
        new StringBuilder(
            "<table class=\"memory\"><thead><tr><th scope=\"col\">Allocated</th>"
                + "<th scope=\"col\">Survives</th><th scope=\"col\">Growth a minute</th>"
                + "<th scope=\"col\">Samples</th><th scope=\"col\">Verdict</th>"
                + "<th scope=\"col\">Where</th></tr></thead><tbody>\n");
    for (AllocationSite s :
        findings.allocations().subList(0, Math.min(MAX_SITES, findings.allocations().size()))) {
      html.append("<tr><td class=\"n\">" + Quantities.size(s.allocatedBytes()))
          .append("</td><td class=\"n\">" + LeakText.share(s.survivedShare()))
          .append("</td><td class=\"n\">" + Quantities.size(s.growthBytesPerMinute()))
          .append("</td><td class=\"n\">" + Quantities.count(s.samples()))
          .append("</td><td>" + LeakText.verdict(s.verdict()))
          .append("</td><td><code>" + Markup.of(AllocationGraph.place(s.stack())) + "</code>")
          .append("<br><span class=\"how\">" + Markup.of(s.path()) + "</span></td></tr>\n");
    }
    return html.append("</tbody></table>\n").toString();
  }
}
