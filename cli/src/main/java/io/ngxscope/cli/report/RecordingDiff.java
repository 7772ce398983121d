package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.ProfileBuilder;
import io.ngxscope.agent.profile.SampleLabels;
import io.ngxscope.agent.recording.Recording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two recordings made comparable: times as microseconds a second of watching, or a thousand
 * iterations of the event loop.
 *
 * @param before the first
 * @param after the second
 * @param per what both are divided by
 * @param blocked all blocked time
 * @param culprits blocked time by culprit, the largest change first
 * @param functions time of innermost functions, the largest change first
 */
public record RecordingDiff(
    Recording before,
    Recording after,
    Per per,
    Change blocked,
    List<Row> culprits,
    List<Row> functions) {
  /** What times are divided by. */
  public enum Per {
    /** Seconds of watching. */
    SECOND("second"),
    /** Thousands of iterations of the event loop, which go with the number of requests. */
    ITERATION("1,000 loop iterations");

    private final String words;

    Per(String words) {
      this.words = words;
    }

    /** What stands behind "a" or "per". */
    public String words() {
      return words;
    }

    double units(Recording recording) {
      return this == SECOND
          ? TimeWindows.micros(recording) / 1e6
          : TimeWindows.iterations(recording) / 1e3;
    }
  }

  /**
   * A time before and after, in microseconds a unit.
   *
   * @param significant whether it is more than chance would explain
   */
  public record Change(double before, double after, boolean significant) {
    static Change of(double[] before, double[] after) {
      return new Change(Welch.mean(before), Welch.mean(after), Welch.differ(before, after));
    }

    /** The change, positive if it got worse. */
    double delta() {
      return after - before;
    }
  }

  /** A frame with its change. */
  public record Row(Frame frame, Change change) {}

  /** Copies the lists. */
  public RecordingDiff {
    culprits = List.copyOf(culprits);
    functions = List.copyOf(functions);
  }

  /** Compares. */
  public static RecordingDiff of(Recording before, Recording after, Per per) {
    TimeWindows first = new TimeWindows(before, per.units(before));
    TimeWindows second = new TimeWindows(after, per.units(after));
    return new RecordingDiff(
        before,
        after,
        per,
        Change.of(first.blocked(), second.blocked()),
        rows(first.culprits(), second.culprits()),
        rows(first.functions(), second.functions()));
  }

  private static List<Row> rows(Map<Frame, double[]> before, Map<Frame, double[]> after) {
    Set<Frame> all = new LinkedHashSet<>(before.keySet());
    all.addAll(after.keySet());
    double[] nothing = new double[TimeWindows.COUNT];
    List<Row> rows = new ArrayList<>();
    for (Frame frame : all) {
      Change change =
          Change.of(before.getOrDefault(frame, nothing), after.getOrDefault(frame, nothing));
      rows.add(new Row(frame, change));
    }
    rows.sort(Comparator.comparingDouble(row -> -Math.abs(row.change().delta())));
    return rows;
  }

  /**
   * The stacks of both, those of the first with the verdict {@code before}; its times are scaled to
   * the length of the second.
   */
  Profile profile() {
    ProfileBuilder builder = new ProfileBuilder();
    double units = per.units(before);
    add(builder, before, "before", units > 0 ? per.units(after) / units : 0);
    add(builder, after, "after", 1);
    return builder.build("microseconds");
  }

  private static void add(ProfileBuilder builder, Recording from, String which, double factor) {
    SampleLabels labels = new SampleLabels(0, "", "", which);
    for (Block block : from.blocks()) {
      block.stacks().forEach(sample -> add(builder, sample, labels, factor));
    }
    for (StackEvent event : from.samples()) {
      add(builder, event.sample(), labels, factor);
    }
  }

  private static void add(
      ProfileBuilder builder, StackSample sample, SampleLabels labels, double factor) {
    long micros = Math.round(sample.micros() * factor);
    builder.sample(sample.stack(), micros, sample.samples(), labels);
  }
}
