package io.ngxscope.cli.report;

import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.recording.SafeJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Functions with their weights, as comma-separated values (RFC 4180). */
public final class CsvReport implements ProfileReport {
  /** A report without options. */
  public CsvReport() {}

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    Writer csv = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    FlameTree tree = FlameTree.of(profile);
    String unit = profile.unit().replaceAll("[^a-z0-9]", "_");
    csv.write("function,file,line,kind,self_" + unit + ",total_" + unit + ",self_percent\r\n");
    long all = Math.max(1, tree.total(0));
    for (FunctionTable.Row row : FunctionTable.of(tree)) {
      int line = FrameText.line(row.frame());
      csv.write(cell(FrameText.name(row.frame())));
      csv.write("," + cell(FrameText.file(row.frame())));
      csv.write("," + (line > 0 ? line : ""));
      csv.write("," + cell(FrameKind.of(row.frame()).words()));
      csv.write("," + row.self() + "," + row.total());
      csv.write("," + Quantities.format("%.2f", 100.0 * row.self() / all) + "\r\n");
    }
    csv.flush();
  }

  /**
   * A text in quotes. What a spreadsheet would take for a formula gets an apostrophe, as it does
   * when it is typed.
   */
  static String cell(String text) {
    String shown = SafeJson.wellFormed(Printable.of(text, 10_000));
    boolean formula = !shown.isEmpty() && "=+-@|".indexOf(shown.charAt(0)) >= 0;
    return "\"" + (formula ? "'" : "") + shown.replace("\"", "\"\"") + "\"";
  }
}
