package io.ngxscope.cli.report;

import java.util.ArrayList;
import java.util.List;

/** What two recordings differ in, in sentences. */
final class DiffWords {
  private DiffWords() {}

  static String headline(RecordingDiff diff) {
    RecordingDiff.Change blocked = diff.blocked();
    if (blocked.before() == 0 && blocked.after() == 0) {
      return "The event loop was not blocked, neither before nor after.";
    }
    String numbers =
        rate(blocked.after()) + " per " + diff.per().words() + ", before " + rate(blocked.before());
    if (!blocked.significant()) {
      return "Whether the event loop is blocked more or less than before cannot be told from chance: "
          + numbers
          + ".";
    }
    return "The event loop is blocked "
        + (blocked.delta() < 0 ? "less" : "more")
        + ": "
        + numbers
        + " ("
        + percent(blocked)
        + ").";
  }

  static String rate(double micros) {
    return micros > 0 && micros < 50
        ? Quantities.format("%.0f us", micros)
        : Quantities.duration(Math.round(micros));
  }

  static String percent(RecordingDiff.Change change) {
    if (change.before() == 0) {
      return "new";
    }
    if (change.after() == 0) {
      return "gone";
    }
    return Quantities.format("%+.0f %%", 100 * change.delta() / change.before());
  }

  static List<String> notes(RecordingDiff diff) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Times are per "
            + diff.per().words()
            + ": before "
            + Quantities.duration(TimeWindows.micros(diff.before()))
            + " and "
            + Quantities.count(TimeWindows.iterations(diff.before()), "loop iteration")
            + ", after "
            + Quantities.duration(TimeWindows.micros(diff.after()))
            + " and "
            + Quantities.count(TimeWindows.iterations(diff.after()), "loop iteration")
            + ". In the flame graph, times of before are scaled to the length of after.");
    notes.add(
        "Significant means: Welch's t-test over "
            + TimeWindows.COUNT
            + " equal stretches of each recording, two-sided, at 1 %. Of 100 functions that did not"
            + " change, one is still called significant on average.");
    if (!diff.before().info().options().equals(diff.after().info().options())) {
      notes.add(
          "The recordings were made with different options ("
              + diff.before().info().options()
              + "; "
              + diff.after().info().options()
              + "): some of the difference may come from that.");
    }
    if (!diff.before().complete() || !diff.after().complete()) {
      notes.add("At least one of the recordings breaks off before its end.");
    }
    return notes;
  }
}
