package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.aggregate.Culprit;
import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.aggregate.SampleMerge;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.recording.Names;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON for scripts, schema 1 ({@code docs/json-schema.md}): names are stable, units are in them.
 */
public final class JsonReport implements Report {
  /** Changes only when a name goes away or changes its meaning. */
  public static final int SCHEMA = 1;

  /** A report without options. */
  public JsonReport() {}

  @Override
  public void render(Recording recording, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      capture(recording, json);
      targets(recording.targets(), json);
      quality(recording.quality(), json);
      loop(recording, json);
      BlockJson.blocks(recording.blocks(), json);
      culprits(Culprits.of(recording.blocks()), json);
      SampleJson.section(recording, json);
      BlockJson.samples(SampleMerge.merge(recording.samples()), json);
      workerEvents(recording.workerEvents(), json);
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void capture(Recording recording, JsonGenerator json) throws IOException {
    info(recording.info(), recording.endUnixMicros(), recording.complete(), json);
  }

  /** The conditions of a capture, at the top of every answer. */
  static void info(CaptureInfo info, long endUnixMicros, boolean complete, JsonGenerator json)
      throws IOException {
    json.writeNumberField("schema", SCHEMA);
    json.writeStringField("command", info.command());
    texts("command_line", info.commandLine(), json);
    json.writeStringField("version", info.version());
    json.writeStringField("gear", info.gear());
    json.writeNumberField("start_unix_ms", info.startUnixMicros() / 1000);
    json.writeNumberField("end_unix_ms", endUnixMicros / 1000);
    json.writeBooleanField("complete", complete);
    HostJson.write(info.host(), json);
    json.writeObjectFieldStart("options");
    for (Map.Entry<String, String> option : info.options().entrySet()) {
      json.writeStringField(option.getKey(), option.getValue());
    }
    json.writeEndObject();
  }

  static void targets(List<TargetInfo> targets, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("targets");
    for (TargetInfo target : targets) {
      json.writeStartObject();
      json.writeNumberField("pid", target.key().pid().value());
      json.writeNumberField("start_time_unix_ms", target.startUnixMillis());
      json.writeStringField("role", target.role());
      json.writeNumberField("master_pid", target.masterPid());
      json.writeStringField("exe", target.exe());
      json.writeStringField("prefix", target.prefix());
      json.writeStringField("luajit", target.luajit());
      json.writeArrayFieldStart("workers");
      for (TargetInfo sibling : targets) {
        if (sibling.masterPid() == target.masterPid()
            && (target.masterPid() > 0 || sibling.key().equals(target.key()))) {
          json.writeNumber(sibling.key().pid().value());
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void quality(Quality q, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("quality");
    json.writeNumberField("ticks", q.ticks());
    json.writeNumberField("late_ticks", q.lateTicks());
    json.writeNumberField("max_late_us", q.maxLateMicros());
    json.writeNumberField("torn_reads", q.tornReads());
    json.writeNumberField("stops", q.stops());
    json.writeNumberField("max_stop_us", q.maxStopMicros());
    json.writeNumberField("total_stop_us", q.totalStopMicros());
    json.writeNumberField("unwound", q.unwound());
    json.writeNumberField("not_unwound", q.notUnwound());
    json.writeNumberField("lost", q.lost());
    json.writeNumberField("self_cpu_ms", Quantities.millis(q.selfCpuMicros()));
    texts("notes", q.notes(), json);
    json.writeEndObject();
  }

  private static void loop(Recording recording, JsonGenerator json) throws IOException {
    LatencyHistogram histogram = new LatencyHistogram();
    recording.loopBuckets().forEach(histogram::add);
    json.writeObjectFieldStart("loop");
    json.writeNumberField("iterations_seen", histogram.count());
    json.writeNumberField("p50_ms", Quantities.millis(histogram.percentileMicros(50)));
    json.writeNumberField("p99_ms", Quantities.millis(histogram.percentileMicros(99)));
    json.writeNumberField("max_ms", Quantities.millis(LoopTimes.longestMicros(recording)));
    json.writeArrayFieldStart("histogram");
    for (LatencyHistogram.Bucket bucket : recording.loopBuckets()) {
      json.writeStartObject();
      json.writeNumberField("from_ms", Quantities.millis(bucket.fromMicros()));
      json.writeNumberField("to_ms", Quantities.millis(bucket.toMicros()));
      json.writeNumberField("count", bucket.count());
      json.writeEndObject();
    }
    json.writeEndArray();
    overTime(recording.loopSlices(), json);
    json.writeEndObject();
  }

  private static void overTime(List<LoopLatency.Slice> slices, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("over_time");
    for (LoopLatency.Slice slice : slices) {
      LatencyHistogram histogram = LatencyHistogram.coarse();
      slice.buckets().forEach(histogram::add);
      json.writeStartObject();
      json.writeNumberField("from_unix_ms", slice.fromUnixMicros() / 1000);
      json.writeNumberField("length_ms", Quantities.millis(slice.micros()));
      json.writeNumberField("iterations_seen", histogram.count());
      json.writeNumberField("p50_ms", Quantities.millis(histogram.percentileMicros(50)));
      json.writeNumberField("p99_ms", Quantities.millis(histogram.percentileMicros(99)));
      json.writeNumberField("max_ms", Quantities.millis(histogram.maxMicros()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void culprits(List<Culprit> culprits, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("culprits");
    for (Culprit culprit : culprits) {
      json.writeStartObject();
      json.writeFieldName("frame");
      BlockJson.frame(culprit.frame(), json);
      json.writeNumberField("blocks", culprit.blocks());
      json.writeNumberField("total_ms", Quantities.millis(culprit.totalMicros()));
      json.writeNumberField("max_ms", Quantities.millis(culprit.maxMicros()));
      json.writeNumberField("on_cpu_ms", Quantities.millis(culprit.onCpuMicros()));
      json.writeStringField("calling", orNull(culprit.calling()));
      json.writeStringField("syscall", orNull(culprit.syscall()));
      texts("uris", culprit.uris(), json);
      json.writeNumberField("uri_count", culprit.uriCount());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static void workerEvents(List<WorkerEvent> events, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("worker_events");
    for (WorkerEvent event : events) {
      json.writeStartObject();
      json.writeNumberField("pid", event.worker().pid().value());
      json.writeNumberField("unix_ms", event.unixMicros() / 1000);
      json.writeStringField("what", Names.of(event.what()));
      json.writeStringField("detail", event.detail());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void texts(String name, List<String> texts, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
