package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.Culprit;
import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.recording.Names;
import io.ngxscope.agent.recording.Recording;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/** Plain text for a terminal at night: the answer first, then the evidence, then the doubts. */
public final class TextReport implements Report {
  private static final int MAX_CULPRITS = 15;
  private static final int MAX_BLOCKS = 10;
  private static final int MAX_EVENTS = 20;
  private final Style style;

  /** A report with or without colours. */
  public TextReport(boolean color) {
    this.style = new Style(color);
  }

  @Override
  public void render(Recording recording, OutputStream out) throws IOException {
    PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), false);
    head(recording, text);
    finding(recording, text);
    culprits(recording.blocks(), text);
    blocks(recording.blocks(), text);
    SampleText.print(recording, style, text);
    workerEvents(recording.workerEvents(), text);
    QualityText.print(recording, style, text);
    text.flush();
    if (text.checkError()) {
      throw new IOException("the report could not be written");
    }
  }

  private void head(Recording recording, PrintWriter text) {
    CaptureInfo info = recording.info();
    long span = Math.max(0, recording.endUnixMicros() - info.startUnixMicros());
    line(
        text,
        style.dim(
            Quantities.format(
                "ngxscope %s  %s  %s  %s  %s, %s gear",
                Printable.of(info.command(), 20),
                Printable.of(info.host().hostname(), 60),
                Quantities.date(info.startUnixMicros()),
                Quantities.duration(span),
                Quantities.count(recording.targets().size(), "worker"),
                Printable.of(info.gear(), 20))));
    line(text, "");
  }

  private void finding(Recording recording, PrintWriter text) {
    Finding finding = Finding.of(recording);
    StringBuilder headline = new StringBuilder();
    for (Finding.Part part : finding.headline()) {
      String words = Printable.of(part.text());
      headline.append(part.code() ? style.bold(words) : words);
    }
    line(text, headline.toString());
    line(text, Finding.plain(finding.context()));
    if (!recording.complete()) {
      line(text, style.alarm("The recording is not complete: see Quality."));
    }
  }

  private void culprits(List<Block> blocks, PrintWriter text) {
    List<Culprit> culprits = Culprits.of(blocks);
    if (culprits.isEmpty()) {
      return;
    }
    title(text, "Culprits");
    line(text, style.dim("     total     worst  blocks  on CPU  where"));
    for (Culprit culprit : culprits.subList(0, Math.min(MAX_CULPRITS, culprits.size()))) {
      line(
          text,
          Quantities.format(
              "%10s%10s%8s%8s  %s",
              Quantities.duration(culprit.totalMicros()),
              Quantities.duration(culprit.maxMicros()),
              Quantities.count(culprit.blocks()),
              Quantities.percent(culprit.onCpuMicros(), culprit.totalMicros()),
              StackText.place(culprit.frame(), style) + in(culprit)));
      uris(culprit, text);
    }
    left(text, culprits.size() - MAX_CULPRITS, "culprit");
  }

  private static String in(Culprit culprit) {
    return culprit.calling().isEmpty() ? "" : "  in " + Printable.of(culprit.calling(), 60);
  }

  private void uris(Culprit culprit, PrintWriter text) {
    int shown = Math.min(3, culprit.uris().size());
    String paths =
        String.join("  ", culprit.uris().subList(0, shown).stream().map(Printable::of).toList());
    int more = culprit.uriCount() - shown;
    String rest = more > 0 ? "  and " + Quantities.count(more) + " more" : "";
    String none = shown == 0 ? "(no request)" : paths + rest;
    line(text, " ".repeat(38) + style.dim(none));
  }

  private void blocks(List<Block> blocks, PrintWriter text) {
    if (blocks.isEmpty()) {
      return;
    }
    title(text, blocks.size() == 1 ? "The block" : "The longest blocks");
    List<Block> worst =
        blocks.stream()
            .sorted(Comparator.comparingLong(Block::durationMicros).reversed())
            .limit(MAX_BLOCKS)
            .toList();
    for (Block block : worst) {
      StackText.block(block, style, text);
      line(text, "");
    }
    left(text, blocks.size() - MAX_BLOCKS, "shorter block");
  }

  private void workerEvents(List<WorkerEvent> events, PrintWriter text) {
    // Attaching at the start is no news.
    List<WorkerEvent> news =
        events.stream()
            .filter(e -> e.what() != WorkerEvent.What.ATTACHED || !e.detail().isEmpty())
            .toList();
    if (news.isEmpty()) {
      return;
    }
    title(text, "Workers");
    for (WorkerEvent event : news.subList(0, Math.min(MAX_EVENTS, news.size()))) {
      line(
          text,
          Quantities.format(
              "  %s  worker %s  %s  %s",
              Quantities.time(event.unixMicros()),
              event.worker().pid(),
              Names.of(event.what()),
              Printable.of(event.detail())));
    }
    left(text, news.size() - MAX_EVENTS, "change");
  }

  private void left(PrintWriter text, int left, String noun) {
    if (left > 0) {
      line(text, style.dim("  and " + Quantities.count(left, noun) + " more"));
    }
  }

  private void title(PrintWriter text, String title) {
    line(text, "");
    line(text, style.bold(title));
  }

  /** One line feed on every platform. */
  static void line(PrintWriter text, String line) {
    text.print(line.stripTrailing());
    text.print('\n');
  }
}
