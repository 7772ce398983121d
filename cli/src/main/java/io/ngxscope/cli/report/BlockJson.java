package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Resumed;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.recording.Names;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Blocks, samples and frames in the words of JSON schema 1. */
final class BlockJson {
  private BlockJson() {}

  static void blocks(List<Block> blocks, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("blocks");
    for (Block block : blocks) {
      block(block, json);
    }
    json.writeEndArray();
  }

  private static void block(Block block, JsonGenerator json) throws IOException {
    json.writeStartObject();
    fields(block, json);
    json.writeEndObject();
  }

  /** What a block is, inside of an object. */
  static void fields(Block block, JsonGenerator json) throws IOException {
    json.writeNumberField("pid", block.worker().pid().value());
    json.writeNumberField("start_unix_ms", block.startUnixMicros() / 1000);
    json.writeNumberField("duration_ms", Quantities.millis(block.durationMicros()));
    json.writeNumberField("on_cpu_ms", Quantities.millis(block.onCpuMicros()));
    json.writeNumberField("off_cpu_ms", Quantities.millis(block.offCpuMicros()));
    json.writeBooleanField("open", block.open());
    request(block.request(), json);
    json.writeStringField("phase", Names.of(block.phase()));
    json.writeArrayFieldStart("syscalls");
    for (SyscallTime call : block.syscalls()) {
      json.writeStartObject();
      json.writeStringField("name", call.name());
      json.writeStringField("detail", call.detail());
      json.writeNumberField("ms", Quantities.millis(call.micros()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("stacks");
    for (StackSample sample : block.stacks()) {
      json.writeStartObject();
      weight(sample, json);
      json.writeEndObject();
    }
    json.writeEndArray();
    resumed(block.resumed(), json);
  }

  private static void resumed(@Nullable Resumed resumed, JsonGenerator json) throws IOException {
    if (resumed != null) {
      json.writeObjectFieldStart("resume");
      json.writeStringField("status", Names.of(resumed.status()));
      json.writeFieldName("entry");
      frame(resumed.entry(), json);
      json.writeFieldName("exit");
      frame(resumed.exit(), json);
      json.writeEndObject();
    }
  }

  static void samples(List<StackEvent> samples, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("samples");
    for (StackEvent event : samples) {
      json.writeStartObject();
      json.writeNumberField("pid", event.worker().pid().value());
      json.writeNumberField("unix_ms", event.unixMicros() / 1000);
      request(event.request().equals(StackEvent.NO_REQUEST) ? null : event.request(), json);
      json.writeStringField("phase", Names.of(event.phase()));
      weight(event.sample(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void request(@Nullable Request request, JsonGenerator json) throws IOException {
    json.writeStringField("uri", request == null ? null : request.uri());
    json.writeStringField("method", request == null ? null : request.method());
  }

  private static void weight(StackSample sample, JsonGenerator json) throws IOException {
    json.writeStringField("kind", Names.hyphenated(sample.kind()));
    json.writeNumberField("samples", sample.samples());
    json.writeNumberField("ms", Quantities.millis(sample.micros()));
    json.writeArrayFieldStart("frames");
    for (Frame frame : sample.stack().frames()) {
      frame(frame, json);
    }
    json.writeEndArray();
  }

  /** Every frame has the same names; what its kind does not have, or nobody knows, is null. */
  static void frame(Frame frame, JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (frame instanceof Frame.Lua lua) {
      start("lua", lua.function(), json);
      json.writeStringField("file", lua.file());
      optional("line", lua.line(), lua.line() > 0, json);
      noModule(json);
      json.writeNumberField("defined_line", lua.definedLine());
      json.writeStringField("mode", Names.of(lua.mode()));
    } else if (frame instanceof Frame.Native c) {
      start("c", c.function(), json);
      noFile(json);
      json.writeStringField("module", c.module());
      json.writeNumberField("offset", c.offset());
      json.writeStringField("source", Names.of(c.source()));
      json.writeBooleanField("scanned", c.scanned());
    } else {
      other(frame, json);
    }
    json.writeEndObject();
  }

  private static void other(Frame frame, JsonGenerator json) throws IOException {
    if (frame instanceof Frame.Fast fast) {
      start("fast", fast.function(), json);
    } else if (frame instanceof Frame.Kernel kernel) {
      start("kernel", kernel.function(), json);
    } else {
      start("unknown", null, json);
    }
    noFile(json);
    noModule(json);
    if (frame instanceof Frame.Unknown unknown) {
      json.writeStringField("why", unknown.why());
    }
  }

  private static void start(String kind, @Nullable String function, JsonGenerator json)
      throws IOException {
    json.writeStringField("kind", kind);
    json.writeStringField("function", function);
  }

  private static void noFile(JsonGenerator json) throws IOException {
    json.writeNullField("file");
    json.writeNullField("line");
  }

  private static void noModule(JsonGenerator json) throws IOException {
    json.writeNullField("module");
    json.writeNullField("offset");
  }

  private static void optional(String name, long value, boolean known, JsonGenerator json)
      throws IOException {
    json.writeFieldName(name);
    if (known) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }
}
