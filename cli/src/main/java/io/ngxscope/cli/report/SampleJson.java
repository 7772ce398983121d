package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.aggregate.StackSums;
import io.ngxscope.agent.aggregate.StackSums.FrameRow;
import io.ngxscope.agent.aggregate.StackSums.PhaseRow;
import io.ngxscope.agent.aggregate.StackSums.Row;
import io.ngxscope.agent.aggregate.StackSums.ShareRow;
import io.ngxscope.agent.recording.Names;
import io.ngxscope.agent.recording.Recording;
import java.io.IOException;
import java.util.List;

/** The sections {@code profile} and {@code offcpu} of JSON schema 1. */
final class SampleJson {
  private static final int MAX_ROWS = 200;

  private SampleJson() {}

  /** Writes the section of a capture that samples; nothing for others. */
  static void section(Recording recording, JsonGenerator json) throws IOException {
    String command = recording.info().command();
    if (!command.equals("profile") && !command.equals("offcpu")) {
      return;
    }
    StackSums sums = StackSums.of(recording.samples());
    json.writeObjectFieldStart(command);
    json.writeNumberField("samples", sums.samples());
    json.writeNumberField("total_ms", Quantities.millis(sums.totalMicros()));
    if (command.equals("profile")) {
      shares(sums.shares(), json);
    } else {
      rows("calls", "name", sums.calls(), json);
    }
    frames("lines", sums.lines(), json);
    frames("functions", sums.functions(), json);
    rows("paths", "uri", sums.paths(), json);
    phases(sums.phases(), json);
    json.writeEndObject();
  }

  private static void shares(List<ShareRow> shares, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("shares");
    for (ShareRow row : shares) {
      json.writeStartObject();
      json.writeStringField("what", row.share().key());
      json.writeNumberField("ms", Quantities.millis(row.micros()));
      json.writeNumberField("samples", row.samples());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void phases(List<PhaseRow> phases, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("phases");
    for (PhaseRow row : phases) {
      json.writeStartObject();
      json.writeStringField("phase", Names.of(row.phase()));
      json.writeNumberField("ms", Quantities.millis(row.micros()));
      json.writeNumberField("samples", row.samples());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void rows(String field, String name, List<Row> rows, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (Row row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
      json.writeStartObject();
      json.writeStringField(name, row.name().isEmpty() ? null : row.name());
      json.writeNumberField("ms", Quantities.millis(row.micros()));
      json.writeNumberField("samples", row.samples());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void frames(String field, List<FrameRow> rows, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (FrameRow row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
      json.writeStartObject();
      json.writeFieldName("frame");
      BlockJson.frame(row.frame(), json);
      json.writeNumberField("self_ms", Quantities.millis(row.selfMicros()));
      json.writeNumberField("total_ms", Quantities.millis(row.totalMicros()));
      json.writeNumberField("samples", row.samples());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
