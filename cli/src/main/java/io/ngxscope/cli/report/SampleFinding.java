package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.StackSums;
import io.ngxscope.agent.aggregate.StackSums.FrameRow;
import io.ngxscope.agent.aggregate.StackSums.Row;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.cli.report.Finding.Part;
import java.util.ArrayList;
import java.util.List;

/** What sampled stacks come to, in one sentence: where most of the time went. */
final class SampleFinding {
  private SampleFinding() {}

  /** Whether a capture was one of stacks, though none may have come. */
  static boolean isFor(Recording recording) {
    String command = recording.info().command();
    return command.equals("profile") || command.equals("offcpu");
  }

  /**
   * The sentence and its measure.
   *
   * @param spanMicros how long the capture took, in microseconds
   */
  static Finding of(Recording recording, long spanMicros) {
    StackSums sums = StackSums.of(recording.samples());
    String measure =
        Quantities.count(sums.samples(), "stack")
            + " on "
            + Quantities.count(recording.targets().size(), "worker")
            + " in "
            + Quantities.duration(spanMicros)
            + ", standing for "
            + Quantities.duration(sums.totalMicros())
            + ".";
    return new Finding(headline(recording, sums), List.of(new Part(measure, false)));
  }

  private static List<Part> headline(Recording recording, StackSums sums) {
    boolean asleep = recording.info().command().equals("offcpu");
    if (sums.samples() == 0) {
      return List.of(
          new Part(
              asleep
                  ? "No worker slept outside of its event loop."
                  : "The workers were idle: there was no processor time to sample.",
              false));
    }
    List<FrameRow> rows = sums.lines().isEmpty() ? sums.functions() : sums.lines();
    List<Part> headline = new ArrayList<>();
    if (rows.isEmpty()) {
      headline.add(new Part("No stack could be read", false));
    } else {
      FrameRow first = rows.get(0);
      String share = SampleText.share(first.selfMicros(), sums.totalMicros());
      headline.add(
          new Part(
              share + (asleep ? " of the sleep was in " : " of the processor time went into "),
              false));
      headline.add(new Part(FrameText.name(first.frame()), true));
      headline.add(new Part(" at ", false));
      headline.add(new Part(FrameText.briefWhere(first.frame()), true));
    }
    path(headline, sums);
    headline.add(new Part(".", false));
    return headline;
  }

  private static void path(List<Part> headline, StackSums sums) {
    for (Row row : sums.paths()) {
      if (!row.name().isEmpty()) {
        String share = SampleText.share(row.micros(), sums.totalMicros());
        headline.add(new Part("; " + share + " for ", false));
        headline.add(new Part(row.name(), true));
        return;
      }
    }
  }
}
