package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.Culprit;
import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.recording.Recording;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The parts of a page that answer: what was found, who is to blame, how long loops took. */
final class PageSections {
  private static final int MAX_CULPRITS = 50;
  private static final int MAX_URIS = 3;
  private static final String CULPRITS_HEAD =
      """
      <table id="culprit-table"><thead><tr>
      <th scope="col">Where</th><th scope="col">URL</th><th scope="col" class="n">Blocks</th>
      <th scope="col" class="n">Worst</th><th scope="col" class="n">Total</th>
      <th scope="col" class="share">Share</th></tr></thead>
      <tbody>
      """;

  private PageSections() {}

  static String title(Recording recording) {
    return Markup.of(Finding.plain(Finding.of(recording).headline()), 120) + " - ngxscope";
  }

  static String head(Recording recording) {
    Finding finding = Finding.of(recording);
    StringBuilder html = new StringBuilder();
    html.append("<p class=\"meta\">").append(meta(recording)).append("</p>\n");
    html.append("<h1>").append(sentence(finding.headline())).append("</h1>\n");
    html.append("<p class=\"context\">").append(sentence(finding.context())).append("</p>\n");
    if (!recording.complete()) {
      html.append(
          "<p class=\"warning\" role=\"alert\">This recording breaks off before the end of its"
              + " capture: see <a href=\"#quality\">Quality</a>.</p>\n");
    }
    return html.toString();
  }

  private static String meta(Recording recording) {
    CaptureInfo info = recording.info();
    long span = Math.max(0, recording.endUnixMicros() - info.startUnixMicros());
    return String.join(
        " <i>&middot;</i> ",
        "<b>ngxscope</b> " + Markup.of(info.command(), 20),
        Markup.of(info.host().hostname(), 60),
        Quantities.date(info.startUnixMicros()),
        Quantities.duration(span),
        Quantities.count(recording.targets().size(), "worker"));
  }

  private static String sentence(List<Finding.Part> parts) {
    StringBuilder html = new StringBuilder();
    for (Finding.Part part : parts) {
      String text = Markup.of(part.text());
      html.append(part.code() ? "<code>" + text + "</code>" : text);
    }
    return html.toString();
  }

  static String culprits(Recording recording) {
    List<Culprit> culprits = Culprits.of(recording.blocks());
    if (culprits.isEmpty()) {
      return "";
    }
    long all = recording.blocks().stream().mapToLong(Block::durationMicros).sum();
    StringBuilder html = new StringBuilder();
    html.append(CULPRITS_HEAD);
    for (int i = 0; i < Math.min(MAX_CULPRITS, culprits.size()); i++) {
      html.append(culprit(i, culprits.get(i), all));
    }
    html.append("</tbody></table>\n");
    int left = culprits.size() - MAX_CULPRITS;
    if (left > 0) {
      html.append("<p class=\"none\">and ").append(left).append(" more</p>\n");
    }
    return html.append("<button type=\"button\" id=\"culprits-more\" hidden></button>\n")
        .toString();
  }

  private static String culprit(int number, Culprit culprit, long all) {
    Frame frame = culprit.frame();
    double share = all == 0 ? 0 : 100.0 * culprit.totalMicros() / all;
    return "<tr data-culprit=\""
        + number
        + "\"><th scope=\"row\"><button type=\"button\" class=\"pick\" aria-pressed=\"false\">"
        + "<code class=\"name\">"
        + Markup.of(FrameText.name(frame))
        + "</code> <code class=\"where\">"
        + Markup.of(FrameText.shortWhere(frame))
        + "</code></button><span class=\"how\">"
        + path(frame)
        + how(culprit)
        + "</span></th><td class=\"uris\">"
        + uris(culprit)
        + "</td>"
        + number(Quantities.count(culprit.blocks()))
        + number(Quantities.duration(culprit.maxMicros()))
        + number(Quantities.duration(culprit.totalMicros()))
        + String.format(
            Locale.ROOT,
            "<td class=\"share\"><svg class=\"bar\" viewBox=\"0 0 100 8\""
                + " preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"100\""
                + " height=\"8\" class=\"track\"/><rect width=\"%.1f\" height=\"8\""
                + " class=\"fill\"/></svg><span>%.0f&#8239;%%</span></td></tr>\n",
            share,
            share);
  }

  private static String path(Frame frame) {
    String whole = FrameText.where(frame);
    return whole.equals(FrameText.shortWhere(frame))
        ? ""
        : "<code>" + Markup.of(whole) + "</code> <i>&middot;</i> ";
  }

  private static String how(Culprit culprit) {
    String cpu = Quantities.percent(culprit.onCpuMicros(), culprit.totalMicros()) + " on CPU";
    List<String> in =
        Stream.of(culprit.calling(), culprit.syscall())
            .filter(name -> !name.isEmpty())
            .distinct()
            .map(name -> "<code>" + Markup.of(name, 60) + "</code>")
            .toList();
    return in.isEmpty() ? cpu : cpu + ", in " + String.join(", ", in);
  }

  private static String uris(Culprit culprit) {
    if (culprit.uris().isEmpty()) {
      return "<span class=\"none\">no request</span>";
    }
    StringBuilder html = new StringBuilder();
    for (String uri : culprit.uris().subList(0, Math.min(MAX_URIS, culprit.uris().size()))) {
      html.append("<code>").append(Markup.of(uri, 80)).append("</code> ");
    }
    int left = culprit.uriCount() - MAX_URIS;
    return left > 0 ? html.append("and ").append(left).append(" more").toString() : html.toString();
  }

  private static String number(String text) {
    return "<td class=\"n\">" + text + "</td>";
  }

  static String latency(Recording recording) {
    List<LatencyHistogram.Bucket> buckets = recording.loopBuckets();
    if (buckets.isEmpty()) {
      return "<p class=\"none\">Durations of loop iterations were not recorded.</p>\n";
    }
    LatencyHistogram histogram = new LatencyHistogram();
    buckets.forEach(histogram::add);
    String summary =
        "<dl class=\"facts wide\">"
            + fact("Iterations seen", Quantities.count(histogram.count()))
            + fact("Median", Quantities.duration(histogram.percentileMicros(50)))
            + fact("99th percentile", Quantities.duration(histogram.percentileMicros(99)))
            + fact("99.9th percentile", Quantities.duration(histogram.percentileMicros(99.9)))
            + fact("Longest", Quantities.duration(LoopTimes.longestMicros(recording)))
            + "</dl>\n";
    return summary
        + LatencyChart.svg(buckets, Settings.of(recording.info()).thresholdMicros())
            .orElse("<p class=\"none\">This Java could not draw the chart (no fonts?).</p>\n");
  }

  /** A name and a value that needs no escaping. */
  static String fact(String name, String value) {
    return "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>";
  }
}
