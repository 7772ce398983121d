package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.Culprit;
import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What was found, in one sentence, and how much of the whole that is, in a second.
 *
 * @param headline the answer: what blocked, how often, how long, for which URL
 * @param context the measure of it
 */
public record Finding(List<Part> headline, List<Part> context) {
  /**
   * A piece of a sentence.
   *
   * @param text the piece; may be hostile
   * @param code true for names out of the target, which are set off from the words around them
   */
  public record Part(String text, boolean code) {}

  /** Copies the lists. */
  public Finding {
    headline = List.copyOf(headline);
    context = List.copyOf(context);
  }

  /** The finding of a recording. */
  public static Finding of(Recording recording) {
    List<Culprit> culprits = Culprits.of(recording.blocks());
    return culprits.isEmpty() ? nothing(recording) : blocked(recording, culprits);
  }

  /** The parts as one text, each made printable. */
  public static String plain(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(Printable.of(part.text())));
    return text.toString();
  }

  private static Finding blocked(Recording recording, List<Culprit> culprits) {
    Culprit first = culprits.get(0);
    List<Part> headline = new ArrayList<>();
    name(headline, first.frame());
    headline.add(new Part(how(first), false));
    doing(headline, first);
    if (first.uris().isEmpty()) {
      headline.add(new Part("; no request was seen", false));
    } else {
      headline.add(new Part(", for ", false));
      headline.add(new Part(first.uris().get(0), true));
      if (first.uriCount() > 1) {
        int others = first.uriCount() - 1;
        headline.add(new Part(" and " + Quantities.count(others, "other path"), false));
      }
    }
    headline.add(new Part(".", false));
    return new Finding(headline, measure(recording, first));
  }

  private static void name(List<Part> headline, Frame frame) {
    if (frame instanceof Frame.Unknown) {
      headline.add(
          new Part("Code that could not be named (" + FrameText.where(frame) + ")", false));
      return;
    }
    headline.add(new Part(FrameText.name(frame), true));
    headline.add(new Part(frame instanceof Frame.Lua ? " at " : " in ", false));
    headline.add(new Part(FrameText.briefWhere(frame), true));
  }

  private static String how(Culprit culprit) {
    return culprit.blocks() == 1
        ? " blocked the event loop once, for " + Quantities.duration(culprit.totalMicros())
        : " blocked the event loop "
            + Quantities.count(culprit.blocks())
            + " times, "
            + Quantities.duration(culprit.totalMicros())
            + " in all, at worst "
            + Quantities.duration(culprit.maxMicros());
  }

  /** Adds whether it computed or waited, and in what. */
  private static void doing(List<Part> headline, Culprit culprit) {
    boolean computing = culprit.onCpuMicros() * 2 >= culprit.totalMicros();
    String in = culprit.calling().isEmpty() && !computing ? culprit.syscall() : culprit.calling();
    headline.add(new Part(computing ? ", computing" : ", waiting", false));
    if (!in.isEmpty()) {
      headline.add(new Part(" in ", false));
      headline.add(new Part(in, true));
    }
  }

  private static List<Part> measure(Recording recording, Culprit first) {
    long total = recording.blocks().stream().mapToLong(Block::durationMicros).sum();
    long workers = recording.blocks().stream().map(Block::worker).distinct().count();
    String share =
        first.blocks() == recording.blocks().size()
            ? "That is every block that was seen: "
            : "That is "
                + Quantities.percent(first.totalMicros(), total)
                + " of the blocked time: in all ";
    return words(
        share
            + Quantities.count(recording.blocks().size(), "block")
            + " and "
            + Quantities.duration(total)
            + " on "
            + Quantities.count(workers, "worker")
            + " in "
            + Quantities.duration(span(recording))
            + " of watching.");
  }

  private static Finding nothing(Recording recording) {
    if (!recording.samples().isEmpty() || SampleFinding.isFor(recording)) {
      return SampleFinding.of(recording, span(recording));
    }
    OptionalLong threshold = Settings.of(recording.info()).thresholdMicros();
    String than =
        threshold.isEmpty() ? "" : " longer than " + Quantities.duration(threshold.getAsLong());
    long iterations =
        recording.loopBuckets().stream().mapToLong(LatencyHistogram.Bucket::count).sum();
    return new Finding(
        words("No block" + than + " was seen."),
        words(
            Quantities.count(recording.targets().size(), "worker")
                + " watched for "
                + Quantities.duration(span(recording))
                + ", "
                + Quantities.count(iterations, "loop iteration")
                + " observed"
                + longest(recording)
                + "."));
  }

  private static String longest(Recording recording) {
    return recording.loopBuckets().isEmpty()
        ? ""
        : ", the longest " + Quantities.duration(LoopTimes.longestMicros(recording));
  }

  private static long span(Recording recording) {
    return Math.max(0, recording.endUnixMicros() - recording.info().startUnixMicros());
  }

  private static List<Part> words(String text) {
    return List.of(new Part(text, false));
  }
}
