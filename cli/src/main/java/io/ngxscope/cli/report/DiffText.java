package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Two recordings compared, in text or JSON. */
public final class DiffText {
  private static final int MAX_ROWS = 10;

  private DiffText() {}

  /** Prints the comparison for people. */
  public static void print(RecordingDiff diff, boolean color, OutputStream out) {
    PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    Style style = new Style(color);
    TextReport.line(text, style.bold(Printable.of(DiffWords.headline(diff), 1000)));
    rows("Culprits, per " + diff.per().words(), diff.culprits(), style, text);
    rows("Functions themselves, per " + diff.per().words(), diff.functions(), style, text);
    TextReport.line(text, "");
    DiffWords.notes(diff)
        .forEach(note -> TextReport.line(text, style.dim(Printable.of(note, 2000))));
    text.flush();
  }

  private static void rows(
      String title, List<RecordingDiff.Row> rows, Style style, PrintWriter text) {
    if (rows.isEmpty()) {
      return;
    }
    TextReport.line(text, "");
    TextReport.line(text, style.bold(title));
    TextReport.line(text, style.dim("     before      after   change"));
    for (RecordingDiff.Row row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
      RecordingDiff.Change change = row.change();
      TextReport.line(
          text,
          Quantities.format(
                  " %10s %10s %8s  ",
                  DiffWords.rate(change.before()),
                  DiffWords.rate(change.after()),
                  DiffWords.percent(change))
              + StackText.place(row.frame(), style)
              + (change.significant() ? "" : style.dim("  (could be chance)")));
    }
  }

  /** Prints it for programs: schema 1. */
  public static void json(RecordingDiff diff, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("schema", JsonReport.SCHEMA);
      json.writeStringField("command", "diff");
      json.writeStringField("per", diff.per().words());
      json.writeObjectFieldStart("blocked");
      change(diff.blocked(), json);
      json.writeEndObject();
      rows("culprits", diff.culprits(), json);
      rows("functions", diff.functions(), json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void rows(String name, List<RecordingDiff.Row> rows, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (RecordingDiff.Row row : rows) {
      json.writeStartObject();
      json.writeFieldName("frame");
      BlockJson.frame(row.frame(), json);
      change(row.change(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void change(RecordingDiff.Change change, JsonGenerator json) throws IOException {
    json.writeNumberField("before_us", Math.round(change.before()));
    json.writeNumberField("after_us", Math.round(change.after()));
    json.writeBooleanField("significant", change.significant());
  }
}
