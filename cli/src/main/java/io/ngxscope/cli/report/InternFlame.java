package io.ngxscope.cli.report;

import io.ngxscope.agent.model.InternCaller;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.ProfileBuilder;
import io.ngxscope.agent.profile.SampleLabels;
import io.ngxscope.agent.recording.InternRecording;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Who has strings interned, as a flame graph: by processor time, or else by calls. */
final class InternFlame {
  private static final int SIDE = 10;
  private static final int ROW = 17;
  private static final double CHARACTER = 6.9;
  private static final double MIN_WIDTH = 0.3;

  private InternFlame() {}

  /** All stacks that intern. */
  static Profile profile(InternRecording recording) {
    List<InternCaller> callers = InternWords.callers(recording);
    boolean timed = callers.stream().anyMatch(c -> c.micros() > 0);
    ProfileBuilder builder = new ProfileBuilder();
    for (InternCaller caller : callers) {
      long weight = timed ? caller.micros() : caller.calls();
      if (weight > 0) {
        SampleLabels labels =
            new SampleLabels(
                recording.target().key().pid().value(),
                caller.request().method(),
                caller.request().uri(),
                "computing");
        builder.sample(
            caller.stack(), weight, (int) Math.min(Integer.MAX_VALUE, caller.samples()), labels);
      }
    }
    return builder.build(timed ? "microseconds" : "calls");
  }

  private static ProfileFacts facts(InternRecording recording) {
    return new ProfileFacts(
        "ngxscope intern: string interning by stack, "
            + recording.info().host().hostname()
            + ", "
            + Quantities.date(recording.info().startUnixMicros()),
        InternWords.diagnosis(recording),
        recording.notes(),
        recording.info().startUnixMicros(),
        Math.max(0, recording.endUnixMicros() - recording.info().startUnixMicros()));
  }

  static void svg(InternRecording recording, OutputStream out) throws IOException {
    new SvgReport().render(profile(recording), facts(recording), out);
  }

  static void folded(InternRecording recording, OutputStream out) throws IOException {
    new FoldedReport().render(profile(recording), facts(recording), out);
  }

  /** The graph as an element of a page, with its words in titles. */
  static String element(InternRecording recording) {
    FlameTree tree = FlameTree.of(profile(recording));
    if (tree.total(0) == 0) {
      return "<p class=\"none\">No stack was met interning.</p>\n";
    }
    int width = RetentionGraph.WIDTH - 2 * SIDE;
    List<FlameBoxes.Box> boxes = FlameBoxes.of(tree, width, MIN_WIDTH);
    int depth = boxes.stream().mapToInt(FlameBoxes.Box::depth).max().orElse(0);
    int height = (depth + 1) * ROW + 2;
    StringBuilder svg = new StringBuilder();
    svg.append("<svg class=\"retention\" role=\"img\" aria-label=\"Who has strings interned\"")
        .append(" viewBox=\"0 0 " + RetentionGraph.WIDTH + " " + height + "\">\n");
    boxes.forEach(box -> box(tree, box, height, svg));
    return svg.append("</svg>\n").toString();
  }

  private static void box(FlameTree tree, FlameBoxes.Box box, int height, StringBuilder svg) {
    boolean root = box.depth() == 0;
    String name = root ? "all" : FrameText.name(tree.frame(box.place()));
    String where = root ? "" : " " + FrameText.where(tree.frame(box.place()));
    String weight = Weights.text(tree.total(box.place()), tree.profile().unit());
    double y = height - (box.depth() + 1.0) * ROW;
    svg.append("<g class=\"func_g\"><title>" + Markup.of(name + where, 600))
        .append(" (" + Markup.of(weight))
        .append(
            Quantities.format(", %.2f%%)</title>", 100.0 * tree.total(box.place()) / tree.total(0)))
        .append(
            Quantities.format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\" rx=\"2\"/>",
                SIDE + box.x(),
                y,
                box.width(),
                ROW - 1,
                root ? "#e4e4e4" : FrameKind.of(tree.frame(box.place())).fill()))
        .append(
            Quantities.format(
                "<text x=\"%.1f\" y=\"%.1f\">%s</text></g>\n",
                SIDE + box.x() + 3, y + 12, Markup.of(fitting(name, box.width()))));
  }

  private static String fitting(String label, double width) {
    int characters = (int) ((width - 6) / CHARACTER);
    String printable = Printable.of(label);
    if (characters < 3) {
      return "";
    }
    return printable.codePointCount(0, printable.length()) <= characters
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, characters - 2)) + "..";
  }
}
