package io.ngxscope.cli.report;

import io.ngxscope.agent.profile.Profile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The functions that weigh most, for people. */
public final class FlameText implements ProfileReport {
  private static final int ROWS = 20;
  private final boolean color;

  /**
   * A report.
   *
   * @param color whether escapes for colours may be used
   */
  public FlameText(boolean color) {
    this.color = color;
  }

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    Style style = new Style(color);
    FlameTree tree = FlameTree.of(profile);
    long all = Math.max(1, tree.total(0));
    TextReport.line(text, style.bold(Printable.of(facts.headline(), 1000)));
    List<FunctionTable.Row> rows = FunctionTable.of(tree);
    if (!rows.isEmpty()) {
      TextReport.line(text, "");
      TextReport.line(text, style.dim("   itself   with callees  function"));
    }
    for (FunctionTable.Row row : rows.subList(0, Math.min(ROWS, rows.size()))) {
      TextReport.line(
          text,
          Quantities.format(
                  "  %6.2f%%  %12.2f%%  ", 100.0 * row.self() / all, 100.0 * row.total() / all)
              + StackText.place(row.frame(), style));
    }
    if (rows.size() > ROWS) {
      TextReport.line(
          text, style.dim("  and " + Quantities.count(rows.size() - ROWS, "more function")));
    }
    for (String note : facts.notes()) {
      TextReport.line(text, style.dim(Printable.of(note, 1000)));
    }
    text.flush();
  }
}
