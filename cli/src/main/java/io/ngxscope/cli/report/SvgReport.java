package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The flame graph alone, as a picture that stands on its own: valid XML for image viewers, with
 * search and zoom where scripts run. Built like those of flamegraph.pl, so that what reads its
 * pictures reads these too.
 */
public final class SvgReport implements ProfileReport {
  private static final int WIDTH = 1200;
  private static final int SIDE = 10;
  private static final int TOP = 66;
  private static final int BOTTOM = 58;
  private static final int ROW = 17;

  /** Average width of a character of the font, in pixels. */
  private static final double CHARACTER = 6.9;

  /** Narrower boxes are left out, in pixels. */
  private static final double MIN_WIDTH = 0.1;

  /** A picture without options. */
  public SvgReport() {}

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    FlameTree tree = FlameTree.of(profile);
    Writer svg = new OutputStreamWriter(new BufferedOutputStream(out), StandardCharsets.UTF_8);
    List<FlameBoxes.Box> boxes = FlameBoxes.of(tree, WIDTH - 2 * SIDE, MIN_WIDTH);
    int depth = boxes.stream().mapToInt(FlameBoxes.Box::depth).max().orElse(0);
    int height = TOP + (depth + 1) * ROW + BOTTOM;
    head(facts, height, svg);
    svg.write("<g id=\"frames\" stroke=\"#ffffff\" stroke-width=\"0.5\">\n");
    for (FlameBoxes.Box box : boxes) {
      box(tree, box, height, svg);
    }
    svg.write("</g>\n");
    if (tree.total(0) == 0) {
      text(svg, "empty", WIDTH / 2.0, TOP + ROW / 2.0, "middle", "No stack was recorded.");
    }
    svg.write("</svg>\n");
    svg.flush();
  }

  private static void head(ProfileFacts facts, int height, Writer svg) throws IOException {
    svg.write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n");
    svg.write(
        format(
            "<svg version=\"1.1\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                + " xmlns=\"http://www.w3.org/2000/svg\">\n",
            WIDTH, height, WIDTH, height));
    svg.write("<!-- Made by ngxscope. Like flamegraph.pl's: g > title, rect, text. -->\n");
    svg.write("<style><![CDATA[\n" + Resource.text("flame-svg.css") + "]]></style>\n");
    svg.write("<script><![CDATA[\n" + Resource.text("flame-svg.js") + "]]></script>\n");
    svg.write(
        format(
            "<rect class=\"paper\" width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
            WIDTH, height));
    text(svg, "title", WIDTH / 2.0, 26, "middle", facts.title());
    text(svg, "subtitle", WIDTH / 2.0, 46, "middle", facts.headline());
    text(svg, "unzoom", SIDE, 26, "start", "Reset zoom");
    text(svg, "search", WIDTH - SIDE, 26, "end", "Search");
    text(svg, "details", SIDE, height - 36.0, "start", " ");
    text(svg, "matched", WIDTH - SIDE, height - 36.0, "end", " ");
    legend(height, svg);
  }

  private static void legend(int height, Writer svg) throws IOException {
    int x = SIDE;
    for (FrameKind kind : FrameKind.values()) {
      svg.write(
          format(
              "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" rx=\"2\" fill=\"%s\"/>\n",
              x, height - 22, kind.fill()));
      text(svg, "", x + 17, height - 12.0, "start", kind.words());
      x += 34 + (int) (kind.words().length() * CHARACTER);
    }
  }

  private static void box(FlameTree tree, FlameBoxes.Box box, int height, Writer svg)
      throws IOException {
    Frame frame = tree.frame(box.place());
    boolean root = box.depth() == 0;
    String fill = root ? "#e4e4e4" : FrameKind.of(frame).fill();
    double y = height - BOTTOM - (box.depth() + 1.0) * ROW;
    svg.write("<g class=\"func_g\"><title>");
    svg.write(Markup.of(root ? "all" : FrameText.name(frame)) + (root ? "" : where(frame)));
    svg.write(" (" + Markup.of(weight(tree, box.place())));
    svg.write(format(", %.2f%%)</title>", 100.0 * tree.total(box.place()) / tree.total(0)));
    svg.write(
        format(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\" rx=\"2\" ry=\"2\"/>",
            SIDE + box.x(), y, box.width(), ROW - 1, fill));
    svg.write(
        format(
            "<text x=\"%.2f\" y=\"%.1f\">%s</text></g>\n",
            SIDE + box.x() + 3, y + 12, Markup.of(fitting(label(frame, root), box.width()))));
  }

  /** With a blank before it; empty where there is no more to say than that it is C. */
  private static String where(Frame frame) {
    return frame instanceof Frame.Native c && c.module().isEmpty()
        ? ""
        : " " + Markup.of(FrameText.where(frame));
  }

  private static String weight(FlameTree tree, int place) {
    String weight = Weights.text(tree.total(place), tree.profile().unit());
    return tree.count(place) == 0
        ? weight
        : weight + ", " + Quantities.count(tree.count(place), "sample");
  }

  private static String label(Frame frame, boolean root) {
    if (root) {
      return "all";
    }
    return frame instanceof Frame.Lua
        ? FrameText.name(frame) + " " + FrameText.shortWhere(frame)
        : FrameText.name(frame);
  }

  private static String fitting(String label, double width) {
    int characters = (int) ((width - 6) / CHARACTER);
    if (characters < 3) {
      return "";
    }
    String printable = Printable.of(label);
    if (printable.codePointCount(0, printable.length()) <= characters) {
      return printable;
    }
    return printable.substring(0, printable.offsetByCodePoints(0, characters - 2)) + "..";
  }

  private static void text(Writer svg, String id, double x, double y, String anchor, String text)
      throws IOException {
    svg.write(
        format(
            "<text%s x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
            id.isEmpty() ? "" : " id=\"" + id + "\"", x, y, anchor, Markup.of(text, 170)));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
