package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.aggregate.Culprit;
import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.recording.Names;
import io.ngxscope.agent.recording.Recording;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a page's data says of a recording besides its stacks: blocks, workers, requests, times. */
final class PageRecording {
  private final Recording recording;
  private final JsonGenerator json;
  private final ToIntFunction<String> strings;
  private final long start;
  private final Map<ProcessKey, Integer> workers = new LinkedHashMap<>();

  /**
   * Writes into an object that is open.
   *
   * @param strings gives a text its number in the page's table
   */
  PageRecording(Recording recording, JsonGenerator json, ToIntFunction<String> strings) {
    this.recording = recording;
    this.json = json;
    this.strings = strings;
    this.start = recording.info().startUnixMicros();
  }

  /** The same names for stacks that come from no recording. */
  static void none(JsonGenerator json) throws IOException {
    json.writeNumberField("start", 0);
    json.writeNumberField("end", 0);
    for (String name : List.of("blockStart", "blockSamples", "eventTime", "sliceFrom", "workers")) {
      json.writeArrayFieldStart(name);
      json.writeEndArray();
    }
  }

  void write() throws IOException {
    json.writeNumberField("start", start);
    json.writeNumberField("end", recording.endUnixMicros());
    recording.targets().forEach(target -> worker(target.key()));
    blocks();
    column("eventWorker", recording.samples(), event -> worker(event.worker()));
    column("eventTime", recording.samples(), event -> event.unixMicros() - start);
    column("eventRequest", recording.samples(), event -> strings.applyAsInt(request(known(event))));
    slices();
    json.writeArrayFieldStart("workers");
    for (ProcessKey worker : workers.keySet()) {
      json.writeNumber(worker.pid().value());
    }
    json.writeEndArray();
  }

  private static @Nullable Request known(StackEvent event) {
    return event.request().equals(StackEvent.NO_REQUEST) ? null : event.request();
  }

  private void blocks() throws IOException {
    List<Block> blocks = recording.blocks();
    column("blockSamples", blocks, block -> block.stacks().size());
    column("blockWorker", blocks, block -> worker(block.worker()));
    column("blockStart", blocks, block -> block.startUnixMicros() - start);
    column("blockMicros", blocks, Block::durationMicros);
    column("blockCpu", blocks, Block::onCpuMicros);
    column("blockOpen", blocks, block -> block.open() ? 1 : 0);
    column("blockPhase", blocks, block -> strings.applyAsInt(Names.of(block.phase())));
    column("blockRequest", blocks, block -> strings.applyAsInt(request(block.request())));
    culprits(blocks);
    json.writeArrayFieldStart("blockCalls");
    for (Block block : blocks) {
      json.writeStartArray();
      for (SyscallTime call : block.syscalls()) {
        json.writeNumber(strings.applyAsInt(call.name()));
        json.writeNumber(strings.applyAsInt(call.detail()));
        json.writeNumber(call.micros());
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /** Durations of loop iterations: for every slice of time from, to and number, again and again. */
  private void slices() throws IOException {
    List<LoopLatency.Slice> slices = recording.loopSlices();
    column("sliceFrom", slices, slice -> slice.fromUnixMicros() - start);
    column("sliceMicros", slices, LoopLatency.Slice::micros);
    json.writeArrayFieldStart("sliceBuckets");
    for (LoopLatency.Slice slice : slices) {
      json.writeStartArray();
      for (LatencyHistogram.Bucket bucket : slice.buckets()) {
        json.writeNumber(bucket.fromMicros());
        json.writeNumber(bucket.toMicros());
        json.writeNumber(bucket.count());
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static String request(@Nullable Request request) {
    return request == null ? "" : (request.method() + " " + request.uri()).strip();
  }

  /** For every block the row of its culprit in the page's table. */
  private void culprits(List<Block> blocks) throws IOException {
    List<Culprit> ranked = Culprits.of(blocks);
    Map<Frame, Integer> numbers = new HashMap<>();
    for (int i = 0; i < ranked.size(); i++) {
      numbers.put(Culprits.key(ranked.get(i).frame()), i);
    }
    column(
        "blockCulprit",
        blocks,
        block -> numbers.getOrDefault(Culprits.key(Culprits.culprit(block)), -1));
  }

  private <T> void column(String name, List<T> rows, ToLongFunction<T> value) throws IOException {
    json.writeArrayFieldStart(name);
    for (T row : rows) {
      json.writeNumber(value.applyAsLong(row));
    }
    json.writeEndArray();
  }

  private int worker(ProcessKey key) {
    return workers.computeIfAbsent(key, k -> workers.size());
  }
}
