package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** Stacks of this instant, for programs: schema 1. */
public final class BacktraceJson {
  private BacktraceJson() {}

  /** Prints all of them as one object. */
  public static void print(List<Backtrace> traces, OutputStream out) {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("schema", JsonReport.SCHEMA);
      json.writeStringField("command", "bt");
      json.writeArrayFieldStart("workers");
      for (Backtrace trace : traces) {
        trace(trace, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void trace(Backtrace t, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", t.target().key().pid().value());
    if (t.thread() != null) {
      json.writeNumberField("tid", t.thread().tid());
      json.writeStringField("thread", t.thread().name());
    }
    json.writeStringField("luajit", t.target().luajit());
    json.writeStringField("state", t.state());
    json.writeStringField("syscall", t.syscall().isEmpty() ? null : t.syscall());
    json.writeNumberField("away_from_loop_ms", t.loopMicros() / 1e3);
    json.writeStringField("vm", t.vm().isEmpty() ? null : t.vm());
    json.writeNumberField("gc_total_bytes", t.gcBytes());
    json.writeNumberField("stop_us", t.stopMicros());
    json.writeStringField("uri", t.request() == null ? null : t.request().uri());
    json.writeStringField("method", t.request() == null ? null : t.request().method());
    json.writeStringField("phase", t.phase().name().toLowerCase(Locale.ROOT));
    json.writeArrayFieldStart("frames");
    for (Frame frame : t.stack().frames()) {
      BlockJson.frame(frame, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
