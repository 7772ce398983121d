package io.ngxscope.agent.recording;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Event;
import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Resumed;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the words of the model into lines of a recording ({@code docs/recording-format.md}). */
final class LineEncoder {
  static final int MAJOR = 1;
  static final int MINOR = 1;
  private final OutputStream out;
  private final StackTable stacks = new StackTable();

  private final MemoryEncoder memory;

  LineEncoder(ByteArrayOutputStream out) {
    this.out = out;
    this.memory = new MemoryEncoder(out, stacks);
  }

  void header(CaptureInfo info) throws IOException {
    try (Line line = new Line(out)) {
      line.number("ngxr", MAJOR).number("minor", MINOR);
      line.text("writer", "ngxscope " + info.version());
      line.text("help", "JSON lines; docs/recording-format.md; times in microseconds (us)");
      line.object("capture");
      line.text("command", info.command()).texts("command_line", info.commandLine());
      line.text("version", info.version()).text("gear", info.gear());
      line.number("start_unix_us", info.startUnixMicros());
      line.object("options");
      for (Map.Entry<String, String> option : info.options().entrySet()) {
        line.text(option.getKey(), option.getValue());
      }
      line.end();
      host(line, info.host());
      line.end();
    }
  }

  private static void host(Line line, HostInfo host) throws IOException {
    line.object("host");
    line.text("hostname", host.hostname()).text("os", host.os()).text("kernel", host.kernel());
    line.text("cpu_model", host.cpuModel()).number("cpus", host.cpus());
    line.number("memory_bytes", host.memoryBytes());
    line.end();
  }

  void target(TargetInfo target) throws IOException {
    try (Line line = typed("target")) {
      worker(line, target.key());
      line.number("start_unix_ms", target.startUnixMillis());
      line.number("master_pid", target.masterPid()).text("role", target.role());
      line.text("exe", target.exe()).text("prefix", target.prefix());
      line.text("luajit", target.luajit());
    }
  }

  void event(Event event) throws IOException {
    stacks.trim();
    if (event instanceof Block block) {
      block(block);
    } else if (event instanceof StackEvent sample) {
      sample(sample);
    } else if (event instanceof WorkerEvent change) {
      change(change);
    }
  }

  private void block(Block block) throws IOException {
    for (StackSample sample : block.stacks()) {
      stacks.define(sample.stack(), out);
    }
    Resumed resumed = block.resumed();
    Stack entry = resumed == null ? Stack.EMPTY : new Stack(List.of(resumed.entry()));
    Stack exit = resumed == null ? Stack.EMPTY : new Stack(List.of(resumed.exit()));
    if (resumed != null) {
      stacks.define(entry, out);
      stacks.define(exit, out);
    }
    try (Line line = typed("block")) {
      worker(line, block.worker());
      line.number("start_unix_us", block.startUnixMicros());
      line.number("duration_us", block.durationMicros());
      line.number("on_cpu_us", block.onCpuMicros()).number("off_cpu_us", block.offCpuMicros());
      request(line, block.request());
      line.text("phase", Names.of(block.phase())).truth("open", block.open());
      if (resumed != null) {
        line.text("resume_status", Names.hyphenated(resumed.status()));
        line.number("entry_stack", stacks.idOf(entry)).number("exit_stack", stacks.idOf(exit));
      }
      line.array("syscalls");
      for (SyscallTime call : block.syscalls()) {
        line.object().text("name", call.name()).text("detail", call.detail());
        line.number("us", call.micros()).end();
      }
      line.endArray();
      line.array("stacks");
      for (StackSample sample : block.stacks()) {
        line.object();
        weight(line, sample);
        line.end();
      }
      line.endArray();
    }
  }

  private void sample(StackEvent event) throws IOException {
    stacks.define(event.sample().stack(), out);
    try (Line line = typed("sample")) {
      worker(line, event.worker());
      line.number("unix_us", event.unixMicros());
      request(line, event.request().equals(StackEvent.NO_REQUEST) ? null : event.request());
      if (event.phase() != Phase.UNKNOWN) {
        line.text("phase", Names.of(event.phase()));
      }
      weight(line, event.sample());
    }
  }

  private void change(WorkerEvent change) throws IOException {
    try (Line line = typed("worker")) {
      worker(line, change.worker());
      line.number("unix_us", change.unixMicros());
      line.text("what", Names.of(change.what())).text("detail", change.detail());
    }
  }

  void loop(List<LatencyHistogram.Bucket> buckets) throws IOException {
    try (Line line = typed("loop")) {
      buckets(line, buckets);
    }
  }

  void loopSlice(LoopLatency.Slice slice) throws IOException {
    try (Line line = typed("loop_slice")) {
      line.number("from_unix_us", slice.fromUnixMicros()).number("us", slice.micros());
      buckets(line, slice.buckets());
    }
  }

  private static void buckets(Line line, List<LatencyHistogram.Bucket> buckets) throws IOException {
    line.array("buckets");
    for (LatencyHistogram.Bucket b : buckets) {
      line.numbers(b.fromMicros(), b.toMicros(), b.count());
    }
    line.endArray();
  }

  void quality(Quality q) throws IOException {
    try (Line line = typed("quality")) {
      line.number("ticks", q.ticks()).number("late_ticks", q.lateTicks());
      line.number("max_late_us", q.maxLateMicros()).number("torn_reads", q.tornReads());
      line.number("stops", q.stops()).number("max_stop_us", q.maxStopMicros());
      line.number("total_stop_us", q.totalStopMicros());
      line.number("unwound", q.unwound()).number("not_unwound", q.notUnwound());
      line.number("lost", q.lost()).number("self_cpu_us", q.selfCpuMicros());
      line.texts("notes", q.notes());
    }
  }

  /** Heaps, and what grows in them. */
  MemoryEncoder memory() {
    return memory;
  }

  /** A line that holds nothing but a time: {@code mark} or {@code end}. */
  void time(String type, long unixMicros) throws IOException {
    try (Line line = typed(type)) {
      line.number("unix_us", unixMicros);
    }
  }

  private Line typed(String type) throws IOException {
    return new Line(out).text("t", type);
  }

  private static void worker(Line line, ProcessKey key) throws IOException {
    line.number("pid", key.pid().value()).number("start_ticks", key.startTicks());
  }

  private static void request(Line line, @Nullable Request request) throws IOException {
    if (request != null) {
      line.text("method", request.method()).text("uri", request.uri());
    }
  }

  private void weight(Line line, StackSample sample) throws IOException {
    line.text("kind", Names.hyphenated(sample.kind()));
    Stack stack = sample.stack();
    line.number("stack", stacks.idOf(stack));
    line.number("samples", sample.samples()).number("us", sample.micros());
  }

  /** One line under construction; closing it ends it. */
  static final class Line implements AutoCloseable {
    private final OutputStream out;
    private final JsonGenerator json;

    Line(OutputStream out) throws IOException {
      this.out = out;
      this.json = SafeJson.generator(out);
      json.writeStartObject();
    }

    Line text(String name, String value) throws IOException {
      json.writeStringField(name, value);
      return this;
    }

    Line texts(String name, List<String> values) throws IOException {
      json.writeArrayFieldStart(name);
      for (String value : values) {
        json.writeString(value);
      }
      json.writeEndArray();
      return this;
    }

    Line number(String name, long value) throws IOException {
      json.writeNumberField(name, value);
      return this;
    }

    Line truth(String name, boolean value) throws IOException {
      json.writeBooleanField(name, value);
      return this;
    }

    Line numbers(long... values) throws IOException {
      json.writeArray(values, 0, values.length);
      return this;
    }

    Line array(String name) throws IOException {
      json.writeArrayFieldStart(name);
      return this;
    }

    void number(long value) throws IOException {
      json.writeNumber(value);
    }

    Line endArray() throws IOException {
      json.writeEndArray();
      return this;
    }

    Line object(String name) throws IOException {
      json.writeObjectFieldStart(name);
      return this;
    }

    Line object() throws IOException {
      json.writeStartObject();
      return this;
    }

    Line end() throws IOException {
      json.writeEndObject();
      return this;
    }

    @Override
    public void close() throws IOException {
      json.writeEndObject();
      json.close();
      out.write('\n');
    }
  }
}
