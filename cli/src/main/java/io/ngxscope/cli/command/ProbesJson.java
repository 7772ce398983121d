package io.ngxscope.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.probe.Fact;
import io.ngxscope.agent.probe.OutputEvent;
import io.ngxscope.agent.probe.ProbeArg;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** Headers of scripts for programs, schema 1. */
final class ProbesJson {
  private static final int SCHEMA = 1;

  private ProbesJson() {}

  static void print(List<ProbeSpec> probes, OutputStream out) {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("command", "probes");
      json.writeArrayFieldStart("probes");
      for (ProbeSpec probe : probes) {
        probe(probe, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void probe(ProbeSpec probe, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", probe.name());
    json.writeStringField("file", probe.file());
    json.writeStringField("summary", probe.summary());
    json.writeStringField("backend", probe.backend().name().toLowerCase(Locale.ROOT));
    json.writeStringField("overhead", probe.overhead());
    json.writeArrayFieldStart("arguments");
    for (ProbeArg arg : probe.arguments()) {
      json.writeStartObject();
      json.writeStringField("name", arg.name());
      json.writeStringField("values", arg.type().words());
      json.writeStringField("default", arg.otherwise());
      json.writeStringField("unit", arg.unit());
      json.writeStringField("description", arg.description());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("facts");
    for (Fact fact : probe.facts().stream().sorted().toList()) {
      json.writeString(fact.key());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("outputs");
    for (OutputEvent event : probe.outputs()) {
      output(event, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("caveats");
    for (String caveat : probe.caveats()) {
      json.writeString(caveat);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void output(OutputEvent event, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("event", event.kind());
    json.writeStringField("description", event.description());
    json.writeArrayFieldStart("columns");
    for (OutputEvent.Column column : event.columns()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("unit", column.unit().key());
      json.writeBooleanField("repeated", column.repeated());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
