package io.ngxscope.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.inspect.CodeLine;
import io.ngxscope.agent.inspect.FunctionFinder.ModuleNames;
import io.ngxscope.agent.inspect.FunctionView;
import io.ngxscope.agent.inspect.NamedFunction;
import io.ngxscope.agent.inspect.ProbePlace;
import io.ngxscope.agent.inspect.SeenCall;
import io.ngxscope.agent.inspect.Structure;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.agent.session.InspectSession;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The answers of {@code inspect}, for programs: schema 1. */
final class InspectJson implements InspectPrinter {
  private static final int SCHEMA = 1;

  private final OutputStream out;

  InspectJson(OutputStream out) {
    this.out = out;
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private void print(String field, Body body) {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("command", "inspect");
      json.writeFieldName(field);
      body.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void modules(List<ModuleNames> modules) {
    print(
        "modules",
        json -> {
          json.writeStartArray();
          for (ModuleNames m : modules) {
            json.writeStartObject();
            json.writeStringField("path", m.module().path());
            json.writeBooleanField("readable", m.module().elf() != null);
            json.writeStringField("origin", m.module().origin());
            json.writeNumberField("functions", m.functions());
            json.writeObjectFieldStart("names");
            for (Map.Entry<String, Integer> e : m.bySource().entrySet()) {
              json.writeNumberField(e.getKey(), e.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void function(NamedFunction f, JsonGenerator json) throws IOException {
    json.writeStringField("function", f.name());
    json.writeStringField("module", f.module().name());
    json.writeNumberField("offset", f.address());
    json.writeNumberField("address", f.inProcess());
    json.writeStringField("how", f.how());
  }

  private static void code(List<CodeLine> code, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("code");
    for (CodeLine line : code) {
      json.writeStartObject();
      json.writeNumberField("offset", line.address());
      json.writeStringField("text", line.text());
      json.writeStringField("note", line.note());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  @Override
  public void symbols(List<Anchored> functions) {
    print(
        "symbols",
        json -> {
          json.writeStartArray();
          for (Anchored a : functions) {
            json.writeStartObject();
            function(a.function(), json);
            code(a.code(), json);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  @Override
  public void function(FunctionView view) {
    print(
        "func",
        json -> {
          json.writeStartObject();
          function(view.function(), json);
          json.writeNumberField("end", view.end());
          json.writeStringField("source", view.source().isEmpty() ? null : view.source());
          json.writeArrayFieldStart("callers");
          for (String caller : view.callers()) {
            json.writeString(caller);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("probe_sites");
          for (ProbePlace place : view.places()) {
            json.writeStartObject();
            json.writeNumberField("offset", place.address());
            json.writeStringField("what", place.what());
            json.writeBooleanField("emulated", place.emulated());
            json.writeEndObject();
          }
          json.writeEndArray();
          code(view.code(), json);
          json.writeEndObject();
        });
  }

  @Override
  public void calls(InspectSession.Calls calls) {
    print(
        "args",
        json -> {
          json.writeStartObject();
          function(calls.function(), json);
          json.writeNumberField("probe_offset", calls.site().address());
          json.writeBooleanField("emulated", calls.site().emulated());
          json.writeNumberField("not_understood", calls.bad());
          json.writeArrayFieldStart("calls");
          for (SeenCall call : calls.calls()) {
            json.writeStartObject();
            json.writeNumberField("monotonic_ns", call.nanos());
            json.writeNumberField("tid", call.tid());
            json.writeArrayFieldStart("arguments");
            for (String argument : call.arguments()) {
              json.writeString(argument);
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  @Override
  public void structures(List<Structure> structures) {
    print(
        "structures",
        json -> {
          json.writeStartArray();
          for (Structure s : structures) {
            json.writeStartObject();
            json.writeStringField("name", s.name());
            json.writeStringField("evidence", s.evidence());
            json.writeObjectFieldStart("offsets");
            for (Structure.Field field : s.fields()) {
              json.writeNumberField(field.name(), field.offset());
            }
            json.writeEndObject();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
