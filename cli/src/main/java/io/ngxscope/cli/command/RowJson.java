package io.ngxscope.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.probe.ColumnUnit;
import io.ngxscope.agent.probe.OutputEvent;
import io.ngxscope.agent.probe.OutputEvent.Column;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.agent.session.ScriptSession.Outcome;
import io.ngxscope.agent.stream.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows for programs, schema 1: one JSON object a line, the last one says how it went. */
final class RowJson implements RowPrinter {
  private static final int SCHEMA = 1;
  private final ProbeSpec spec;
  private final PrintStream out;

  RowJson(ProbeSpec spec, PrintStream out) {
    this.spec = spec;
    this.out = out;
  }

  /** Writes the fields of one object. */
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private void object(Fields fields) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json = SafeJson.generator(line)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("command", "run");
      json.writeStringField("probe", spec.name());
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.print(line.toString(StandardCharsets.UTF_8) + "\n");
    out.flush();
  }

  @Override
  public void row(Pid worker, Row row) {
    OutputEvent event = spec.output(row.kind()).orElseThrow();
    object(
        json -> {
          json.writeNumberField("pid", worker.value());
          json.writeStringField("event", row.kind());
          json.writeObjectFieldStart("values");
          values(event.columns(), row.columns(), json);
          json.writeEndObject();
        });
  }

  private static void values(List<Column> columns, List<String> cells, JsonGenerator json)
      throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      json.writeFieldName(name(column));
      if (column.repeated()) {
        json.writeStartArray();
        for (String cell : cells.subList(i, cells.size())) {
          value(column.unit(), cell, json);
        }
        json.writeEndArray();
      } else {
        value(column.unit(), cells.get(i), json);
      }
    }
  }

  private static String name(Column column) {
    return switch (column.unit()) {
      case NS, US, BYTES -> column.name() + "_" + column.unit().key();
      case CLOCK -> column.name() + "_unix_us";
      case COUNT, NUMBER, PID, TID, SYSCALL, ADDRESS, HEX, RAW, TEXT -> column.name();
    };
  }

  private static void value(ColumnUnit unit, String cell, JsonGenerator json) throws IOException {
    switch (unit) {
      case NS, US, BYTES, COUNT, NUMBER, PID, TID -> json.writeNumber(new BigInteger(cell));
      case CLOCK -> json.writeNumber(KernelClock.unixMicros(Long.parseUnsignedLong(cell)));
      case SYSCALL ->
          json.writeString(SyscallTable.x86_64().name((int) Long.parseUnsignedLong(cell)));
      case ADDRESS, HEX -> json.writeString("0x" + cell);
      case RAW, TEXT -> json.writeString(cell);
    }
  }

  @Override
  public void end(List<Outcome> outcomes) {
    object(
        json -> {
          json.writeStringField("event", "end");
          json.writeArrayFieldStart("workers");
          for (Outcome outcome : outcomes) {
            health(outcome, json);
          }
          json.writeEndArray();
        });
  }

  private static void health(Outcome outcome, JsonGenerator json) throws IOException {
    ProbeHealth health = outcome.health();
    json.writeStartObject();
    json.writeNumberField("pid", outcome.worker().value());
    json.writeNumberField("rows", health.rows());
    json.writeNumberField("lost_events", health.lostEvents());
    json.writeNumberField("full_maps", health.fullMaps());
    json.writeNumberField("malformed", health.malformed());
    json.writeNumberField("attach_us", health.attachMicros());
    json.writeNumberField("detach_us", health.detachMicros());
    json.writeArrayFieldStart("warnings");
    for (String warning : health.warnings()) {
      json.writeString(warning);
    }
    json.writeEndArray();
    BillJson.write(outcome.bill(), json);
    json.writeEndObject();
  }
}
