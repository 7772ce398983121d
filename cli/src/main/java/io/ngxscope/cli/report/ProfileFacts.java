package io.ngxscope.cli.report;

import io.ngxscope.agent.recording.Recording;
import java.util.List;

/**
 * Where the stacks of a profile come from.
 *
 * @param title one line; may be hostile
 * @param headline what was found, one sentence; may be hostile
 * @param notes what a reader must know, in sentences; may be hostile
 * @param startUnixMicros when the first was taken, microseconds since the epoch; 0 if not known
 * @param durationMicros in how long they were taken, in microseconds; 0 if not known
 */
public record ProfileFacts(
    String title, String headline, List<String> notes, long startUnixMicros, long durationMicros) {
  /** Copies the notes. */
  public ProfileFacts {
    notes = List.copyOf(notes);
  }

  /** Those of a recording. */
  static ProfileFacts of(Recording recording) {
    return new ProfileFacts(
        "ngxscope "
            + recording.info().command()
            + ": time by stack, "
            + recording.info().host().hostname()
            + ", "
            + Quantities.date(recording.info().startUnixMicros()),
        Finding.plain(Finding.of(recording).headline()),
        QualityText.sentences(recording),
        recording.info().startUnixMicros(),
        Math.max(0, recording.endUnixMicros() - recording.info().startUnixMicros()));
  }
}
