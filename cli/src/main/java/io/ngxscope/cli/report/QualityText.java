package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.recording.Recording;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** How far a result can be trusted, in sentences. */
final class QualityText {
  private QualityText() {}

  /** The sentences; the same in text and in pages. */
  static List<String> sentences(Recording recording) {
    Quality q = recording.quality();
    List<String> sentences = new ArrayList<>();
    if (!recording.complete()) {
      sentences.add("The recording breaks off before the end of its capture.");
    }
    sentences.add(
        Quantities.format(
            "%s observations, %s of them late (at worst by %s).",
            Quantities.count(q.ticks()),
            Quantities.count(q.lateTicks()),
            Quantities.duration(q.maxLateMicros())));
    if (q.stops() > 0) {
      sentences.add(
          Quantities.format(
              "Workers were stopped %s to read registers: %s in all, at most %s at once.",
              Quantities.count(q.stops(), "time"),
              Quantities.duration(q.totalStopMicros()),
              Quantities.duration(q.maxStopMicros())));
    } else {
      sentences.add("No worker was ever stopped.");
    }
    sentences.add(
        Quantities.format(
            "%s, %s.",
            Quantities.count(q.tornReads(), "torn read") + " thrown away",
            Quantities.count(q.lost(), "event") + " lost"));
    if (q.unwound() + q.notUnwound() > 0) {
      sentences.add(
          Quantities.format(
              "%s of %s complete.",
              Quantities.count(q.unwound()),
              Quantities.count(q.unwound() + q.notUnwound(), "native stack")));
    }
    sentences.add(
        Quantities.format(
            "ngxscope itself used %s of CPU.", Quantities.duration(q.selfCpuMicros())));
    sentences.addAll(q.notes());
    return sentences;
  }

  static void print(Recording recording, Style style, PrintWriter text) {
    TextReport.line(text, "");
    TextReport.line(text, style.bold("Quality"));
    for (String sentence : sentences(recording)) {
      TextReport.line(text, "  " + Printable.of(sentence, 1000));
    }
  }
}
