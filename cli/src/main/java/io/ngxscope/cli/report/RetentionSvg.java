package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.recording.MemoryRecording;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The flame graph of who holds the memory, as a picture that stands on its own. */
final class RetentionSvg {
  private static final int TOP = 66;
  private static final int BOTTOM = 40;

  private RetentionSvg() {}

  static void render(MemoryRecording recording, OutputStream out) throws IOException {
    render(recording.info(), "memory by who holds it", recording.paths(), out);
  }

  /**
   * A picture of a tree.
   *
   * @param what its weights are, in words
   */
  static void render(CaptureInfo info, String what, PathTree paths, OutputStream out)
      throws IOException {
    RetentionGraph graph = new RetentionGraph(paths);
    int height = TOP + graph.height() + BOTTOM;
    int width = RetentionGraph.WIDTH;
    Writer svg = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    svg.write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n");
    svg.write(
        String.format(
            Locale.ROOT,
            "<svg version=\"1.1\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                + " xmlns=\"http://www.w3.org/2000/svg\">\n",
            width,
            height,
            width,
            height));
    svg.write("<style><![CDATA[\n" + Resource.text("flame-svg.css") + "]]></style>\n");
    svg.write("<script><![CDATA[\n" + Resource.text("flame-svg.js") + "]]></script>\n");
    svg.write(
        "<rect class=\"paper\" width=\""
            + width
            + "\" height=\""
            + height
            + "\" fill=\"#ffffff\"/>\n");
    String title =
        "ngxscope "
            + info.command()
            + ": "
            + what
            + ", "
            + info.host().hostname()
            + ", "
            + Quantities.date(info.startUnixMicros());
    text(svg, "title", width / 2, 26, "middle", title);
    text(svg, "subtitle", width / 2, 46, "middle", Quantities.size(paths.root().bytes()));
    text(svg, "unzoom", 10, 26, "start", "Reset zoom");
    text(svg, "search", width - 10, 26, "end", "Search");
    text(svg, "details", 10, height - 14, "start", " ");
    text(svg, "matched", width - 10, height - 14, "end", " ");
    svg.write("<g id=\"frames\" stroke=\"#ffffff\" stroke-width=\"0.5\">\n");
    graph.write(svg, height - BOTTOM);
    svg.write("</g>\n</svg>\n");
    svg.flush();
  }

  private static void text(Writer svg, String id, int x, int y, String anchor, String text)
      throws IOException {
    svg.write(
        "<text id=\""
            + id
            + "\" x=\""
            + x
            + "\" y=\""
            + y
            + "\" text-anchor=\""
            + anchor
            + "\">"
            + Markup.of(text, 170)
            + "</text>\n");
  }
}
