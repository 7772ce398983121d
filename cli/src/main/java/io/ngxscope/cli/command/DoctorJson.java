package io.ngxscope.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.probe.Check;
import io.ngxscope.agent.probe.Diagnosis;
import io.ngxscope.agent.probe.Tracer;
import io.ngxscope.agent.probe.Verdict;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.agent.session.Examination;
import io.ngxscope.cli.report.HostJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** The answer of {@code ngxscope doctor} for programs, schema 1. */
final class DoctorJson {
  private static final int SCHEMA = 1;

  private DoctorJson() {}

  static void print(Examination examination, OutputStream out) {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("command", "doctor");
      json.writeStringField("version", Version.text());
      HostJson.write(examination.host(), json);
      json.writeArrayFieldStart("checks");
      for (Diagnosis diagnosis : examination.diagnoses()) {
        check(diagnosis, json);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("tracers");
      for (Verdict verdict : examination.verdicts()) {
        verdict(verdict, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(Diagnosis diagnosis, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", diagnosis.id());
    json.writeStringField("title", diagnosis.title());
    if (diagnosis.target().isPresent()) {
      json.writeNumberField("pid", diagnosis.target().get().value());
    } else {
      json.writeNullField("pid");
    }
    Check result = diagnosis.result();
    if (result instanceof Check.Supported supported) {
      json.writeStringField("result", "supported");
      json.writeStringField("detail", supported.detail());
    } else if (result instanceof Check.Unsupported unsupported) {
      json.writeStringField("result", "unsupported");
      json.writeStringField("why", unsupported.why());
      json.writeStringField("what_to_do", unsupported.whatToDo());
    } else if (result instanceof Check.CannotTell unknown) {
      json.writeStringField("result", "cannot_tell");
      json.writeStringField("why", unknown.why());
    }
    texts("needed_by", diagnosis.neededBy().stream().map(DoctorJson::name).sorted().toList(), json);
    json.writeEndObject();
  }

  private static void verdict(Verdict verdict, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name(verdict.tracer()));
    String usable = verdict.doubtful().isEmpty() ? "yes" : "unknown";
    json.writeStringField("usable", verdict.isUsable() ? usable : "no");
    texts("blocked_by", verdict.blockedBy(), json);
    texts("doubtful", verdict.doubtful(), json);
    json.writeEndObject();
  }

  private static String name(Tracer tracer) {
    return tracer.name().toLowerCase(Locale.ROOT);
  }

  private static void texts(String field, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
