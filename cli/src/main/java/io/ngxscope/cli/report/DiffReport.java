package io.ngxscope.cli.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The page that compares two recordings. */
public final class DiffReport {
  private static final int MAX_ROWS = 25;
  private static final String HEAD =
      """
      <table class="diff"><thead><tr><th scope="col">Where</th><th scope="col" class="n">Before</th>
      <th scope="col" class="n">After</th><th scope="col" class="n">Change</th>
      <th scope="col">Significant</th></tr></thead><tbody>
      """;

  private DiffReport() {}

  /**
   * Writes it.
   *
   * @throws IOException only from the stream
   */
  public static void write(RecordingDiff diff, OutputStream out) throws IOException {
    String what =
        Markup.of(diff.before().info().host().hostname(), 60)
            + " "
            + Quantities.date(diff.before().info().startUnixMicros())
            + " <i>&rarr;</i> "
            + Markup.of(diff.after().info().host().hostname(), 60)
            + " "
            + Quantities.date(diff.after().info().startUnixMicros());
    String head =
        "<p class=\"meta\"><b>ngxscope</b> diff <i>&middot;</i> "
            + what
            + "</p>\n<h1>"
            + Markup.of(DiffWords.headline(diff), 1000)
            + "</h1>\n";
    new Page(
            "Before and after - ngxscope",
            head,
            tables(diff),
            notes(diff),
            FlameTree.of(diff.profile()),
            null)
        .write(out);
  }

  private static String tables(RecordingDiff diff) {
    List<RecordingDiff.Row> culprits = diff.culprits();
    List<RecordingDiff.Row> functions = diff.functions();
    return table("worse", "Culprits that got worse", diff.per(), changed(culprits, 1))
        + table("better", "Culprits that got better", diff.per(), changed(culprits, -1))
        + table("functions-worse", "Functions with more time", diff.per(), changed(functions, 1))
        + table("functions-better", "Functions with less time", diff.per(), changed(functions, -1));
  }

  private static List<RecordingDiff.Row> changed(List<RecordingDiff.Row> rows, int sign) {
    return rows.stream().filter(row -> row.change().delta() * sign > 0).toList();
  }

  private static String table(
      String id, String title, RecordingDiff.Per per, List<RecordingDiff.Row> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder();
    html.append("<section id=\"").append(id).append("\"><h2>").append(title);
    html.append(" <span class=\"hint\">per ").append(per.words()).append("</span></h2>\n");
    html.append(HEAD);
    for (RecordingDiff.Row row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
      RecordingDiff.Change change = row.change();
      html.append("<tr><th scope=\"row\"><code>")
          .append(Markup.of(FrameText.name(row.frame())))
          .append("</code> <code class=\"quiet\">")
          .append(Markup.of(FrameText.where(row.frame())))
          .append("</code></th><td class=\"n\">")
          .append(DiffWords.rate(change.before()))
          .append("</td><td class=\"n\">")
          .append(DiffWords.rate(change.after()))
          .append("</td><td class=\"n\">")
          .append(DiffWords.percent(change))
          .append("</td><td>")
          .append(change.significant() ? "yes" : "<span class=\"none\">could be chance</span>")
          .append("</td></tr>\n");
    }
    html.append("</tbody></table>\n");
    if (rows.size() > MAX_ROWS) {
      html.append("<p class=\"none\">and ").append(rows.size() - MAX_ROWS).append(" more</p>\n");
    }
    return html.append("</section>\n").toString();
  }

  private static String notes(RecordingDiff diff) {
    StringBuilder html =
        new StringBuilder("<section id=\"quality\"><h2>How far to trust this</h2>\n<ul>\n");
    for (String note : DiffWords.notes(diff)) {
      html.append("<li>").append(Markup.of(note, 2000)).append("</li>\n");
    }
    return html.append("</ul></section>\n").toString();
  }
}
