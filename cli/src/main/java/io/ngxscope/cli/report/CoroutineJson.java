package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ParkedCoroutines;
import io.ngxscope.agent.model.ParkedGroup;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Parked coroutines, for programs: schema 1. */
public final class CoroutineJson {
  private CoroutineJson() {}

  /** Prints all of them as one object. */
  public static void print(ParkedCoroutines parked, OutputStream out) {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("schema", JsonReport.SCHEMA);
      json.writeStringField("command", "coroutines");
      json.writeArrayFieldStart("workers");
      for (ParkedCoroutines.Worker worker : parked.workers()) {
        worker(worker, json);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("coroutines");
      json.writeNumberField("total", parked.total());
      json.writeArrayFieldStart("groups");
      for (ParkedGroup group : parked.groups()) {
        group(group, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeNumberField("took_ms", parked.micros() / 1e3);
      json.writeArrayFieldStart("notes");
      for (String note : parked.notes()) {
        json.writeString(note);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void worker(ParkedCoroutines.Worker worker, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", worker.target().key().pid().value());
    json.writeStringField("luajit", worker.target().luajit());
    json.writeNumberField("total", worker.total());
    json.writeNumberField("unreadable", worker.unreadable());
    json.writeBooleanField("exact", worker.exact());
    json.writeEndObject();
  }

  private static void group(ParkedGroup group, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("count", group.count());
    json.writeStringField("waits_for", group.waitsFor().word());
    texts("peers", group.peers(), json);
    texts("uris", group.uris(), json);
    json.writeNumberField("without_request", group.withoutRequest());
    millis("oldest_ms", group.oldestMicros(), json);
    millis("oldest_request_ms", group.oldestRequestMicros(), json);
    json.writeArrayFieldStart("stack");
    for (Frame frame : group.stack().frames()) {
      BlockJson.frame(frame, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void millis(String field, long micros, JsonGenerator json) throws IOException {
    if (micros < 0) {
      json.writeNullField(field);
    } else {
      json.writeNumberField(field, micros / 1e3);
    }
  }

  private static void texts(String field, List<ParkedGroup.Tally> tallies, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (ParkedGroup.Tally tally : tallies) {
      json.writeString(tally.text());
    }
    json.writeEndArray();
  }
}
