package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.recording.Names;
import io.ngxscope.agent.recording.Recording;
import java.util.List;
import java.util.Map;

/** The parts of a page that say how it came about, and how far it can be trusted. */
final class CaptureSections {
  private static final int MAX_EVENTS = 200;

  private CaptureSections() {}

  static String workers(Recording recording) {
    StringBuilder html = new StringBuilder();
    html.append(
        "<div class=\"wide-table\" role=\"region\" aria-label=\"Workers, a table\" tabindex=\"0\">"
            + "<table><thead><tr><th scope=\"col\">Worker</th><th scope=\"col\">Program</th>"
            + "<th scope=\"col\">LuaJIT</th><th scope=\"col\">Since</th>"
            + "<th scope=\"col\" class=\"n\">Blocks</th>"
            + "<th scope=\"col\" class=\"n\">Worst</th>"
            + "<th scope=\"col\" class=\"n\">Blocked</th>"
            + "<th scope=\"col\" class=\"n\">Sampled</th></tr></thead>\n<tbody>\n");
    for (TargetInfo target : recording.targets()) {
      html.append(worker(target, recording));
    }
    return html.append("</tbody></table></div>\n")
        .append(events(recording.workerEvents()))
        .toString();
  }

  private static String worker(TargetInfo target, Recording recording) {
    List<Block> own =
        recording.blocks().stream().filter(b -> b.worker().equals(target.key())).toList();
    long blocked = own.stream().mapToLong(Block::durationMicros).sum();
    long worst = own.stream().mapToLong(Block::durationMicros).max().orElse(0);
    long sampled =
        recording.samples().stream()
            .filter(sample -> sample.worker().equals(target.key()))
            .mapToLong(sample -> sample.sample().micros())
            .sum();
    long micros = Math.max(1, TimeWindows.micros(recording));
    String master = target.masterPid() > 0 ? " of master " + target.masterPid() : "";
    return "<tr><th scope=\"row\">"
        + target.key().pid()
        + " <span class=\"quiet\">"
        + Markup.of(target.role(), 20)
        + master
        + "</span></th><td><code>"
        + Markup.of(target.exe())
        + "</code> <code class=\"quiet\">"
        + Markup.of(target.prefix())
        + "</code></td><td>"
        + Markup.of(target.luajit().isEmpty() ? "none" : target.luajit())
        + "</td><td>"
        + Quantities.date(target.startUnixMillis() * 1000)
        + "</td><td class=\"n\">"
        + Quantities.count(own.size())
        + "</td><td class=\"n\">"
        + Quantities.duration(worst)
        + "</td><td class=\"n\">"
        + Quantities.duration(blocked)
        + ", "
        + Quantities.percent(blocked, micros)
        + "</td><td class=\"n\">"
        + (recording.samples().isEmpty() ? "" : Quantities.duration(sampled))
        + "</td></tr>\n";
  }

  private static String events(List<WorkerEvent> events) {
    if (events.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<ul class=\"events\">\n");
    for (WorkerEvent event : events.subList(0, Math.min(MAX_EVENTS, events.size()))) {
      html.append("<li><time>")
          .append(Quantities.time(event.unixMicros()))
          .append("</time> worker ")
          .append(event.worker().pid())
          .append(" <b>")
          .append(Names.of(event.what()))
          .append("</b> ")
          .append(Markup.of(event.detail()))
          .append("</li>\n");
    }
    int left = events.size() - MAX_EVENTS;
    if (left > 0) {
      html.append("<li>and ").append(left).append(" more</li>\n");
    }
    return html.append("</ul>\n").toString();
  }

  static String quality(Recording recording) {
    return list(QualityText.sentences(recording))
        + "<h3>What was not measured</h3>\n"
        + list(NotMeasured.sentences(recording.info()));
  }

  private static String list(List<String> sentences) {
    StringBuilder html = new StringBuilder("<ul>\n");
    for (String sentence : sentences) {
      html.append("<li>").append(Markup.of(sentence, 1000)).append("</li>\n");
    }
    return html.append("</ul>\n").toString();
  }

  static String capture(Recording recording) {
    CaptureInfo info = recording.info();
    HostInfo host = info.host();
    StringBuilder html = new StringBuilder();
    html.append("<pre class=\"command\" tabindex=\"0\"><code>")
        .append(Markup.of(ShellWords.join(info.commandLine()), 4000))
        .append("</code></pre>\n<dl class=\"facts\">");
    html.append(PageSections.fact("Host", Markup.of(host.hostname())));
    html.append(PageSections.fact("System", Markup.of(host.os())));
    html.append(PageSections.fact("Kernel", Markup.of(host.kernel())));
    html.append(
        PageSections.fact("Processor", host.cpus() + " &times; " + Markup.of(host.cpuModel())));
    html.append(PageSections.fact("Memory", Quantities.bytes(host.memoryBytes())));
    html.append(PageSections.fact("Began", Quantities.date(info.startUnixMicros())));
    html.append(PageSections.fact("Ended", Quantities.date(recording.endUnixMicros())));
    html.append(PageSections.fact("Gear", Markup.of(info.gear())));
    html.append(PageSections.fact("ngxscope", Markup.of(info.version())));
    for (Map.Entry<String, String> option : info.options().entrySet()) {
      html.append(PageSections.fact(Markup.of(option.getKey()), Markup.of(option.getValue())));
    }
    return html.append("</dl>\n").toString();
  }
}
