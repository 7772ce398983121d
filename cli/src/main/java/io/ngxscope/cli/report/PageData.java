package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.aggregate.Culprit;
import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.recording.Names;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The data of a page, as JSON that can stand inside a {@code <script>} element: no character in it
 * means anything to HTML. Columns instead of objects, numbers instead of repeated texts, so that
 * hundreds of thousands of stacks stay small and load fast; {@code page-data.js} reads it.
 */
final class PageData {
  private final Recording recording;
  private final CallTree calls;
  private final JsonGenerator json;
  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<ProcessKey, Integer> workers = new LinkedHashMap<>();

  private PageData(Recording recording, CallTree calls, JsonGenerator json) {
    this.recording = recording;
    this.calls = calls;
    this.json = json;
  }

  static void write(Recording recording, CallTree calls, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generatorForMarkup(out)) {
      new PageData(recording, calls, json).page();
    }
  }

  private void page() throws IOException {
    json.writeStartObject();
    json.writeNumberField("start", recording.info().startUnixMicros());
    json.writeNumberField("end", recording.endUnixMicros());
    recording.targets().forEach(target -> worker(target.key()));
    tree();
    samples();
    blocks();
    culprits();
    json.writeArrayFieldStart("workers");
    for (ProcessKey worker : workers.keySet()) {
      json.writeNumber(worker.pid().value());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("strings");
    for (String text : strings.keySet()) {
      json.writeString(text);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Frames by number, then for every node its depth and its frame. */
  private void tree() throws IOException {
    Map<Frame, Integer> frames = new HashMap<>();
    List<Frame> order = new ArrayList<>();
    int[] depth = new int[calls.size() - 1];
    int[] frameOf = new int[calls.size() - 1];
    for (int i = 0; i < depth.length; i++) {
      Frame frame = CallTree.frame(calls.node(i + 1));
      Integer known = frames.putIfAbsent(frame, order.size());
      frameOf[i] = known == null ? order.size() : known;
      if (known == null) {
        order.add(frame);
      }
      depth[i] = calls.depth(i + 1);
    }
    json.writeFieldName("depth");
    json.writeArray(depth, 0, depth.length);
    json.writeFieldName("frame");
    json.writeArray(frameOf, 0, frameOf.length);
    column("kind", order, frame -> FrameKind.of(frame).code());
    column("name", order, frame -> string(FrameText.name(frame)));
    column("where", order, frame -> string(FrameText.where(frame)));
    column("remark", order, frame -> string(FrameText.remark(frame)));
  }

  private void samples() throws IOException {
    List<CallTree.Leaf> leaves = calls.leaves();
    column("sampleNode", leaves, calls::number);
    column("sampleMicros", leaves, leaf -> leaf.sample().micros());
    column("sampleCount", leaves, leaf -> leaf.sample().samples());
    column(
        "sampleWaiting", leaves, leaf -> leaf.sample().kind() == StackSample.Kind.OFF_CPU ? 1 : 0);
    column("sampleBlock", leaves, CallTree.Leaf::block);
    // Samples outside of blocks come last and have a worker and a time of their own.
    long start = recording.info().startUnixMicros();
    column("eventWorker", recording.samples(), event -> worker(event.worker()));
    column("eventTime", recording.samples(), event -> event.unixMicros() - start);
  }

  private void blocks() throws IOException {
    List<Block> blocks = recording.blocks();
    long start = recording.info().startUnixMicros();
    column("blockWorker", blocks, block -> worker(block.worker()));
    column("blockStart", blocks, block -> block.startUnixMicros() - start);
    column("blockMicros", blocks, Block::durationMicros);
    column("blockCpu", blocks, Block::onCpuMicros);
    column("blockOpen", blocks, block -> block.open() ? 1 : 0);
    column("blockPhase", blocks, block -> string(Names.of(block.phase())));
    column("blockRequest", blocks, block -> string(request(block)));
    json.writeArrayFieldStart("blockCalls");
    for (Block block : blocks) {
      json.writeStartArray();
      for (SyscallTime call : block.syscalls()) {
        json.writeNumber(string(call.name()));
        json.writeNumber(string(call.detail()));
        json.writeNumber(call.micros());
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static String request(Block block) {
    Request request = block.request();
    return request == null ? "" : (request.method() + " " + request.uri()).strip();
  }

  /** For every block the row of its culprit in the page's table. */
  private void culprits() throws IOException {
    List<Culprit> ranked = Culprits.of(recording.blocks());
    Map<Frame, Integer> numbers = new HashMap<>();
    for (int i = 0; i < ranked.size(); i++) {
      numbers.put(Culprits.key(ranked.get(i).frame()), i);
    }
    column(
        "blockCulprit",
        recording.blocks(),
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

  private int string(String text) {
    return strings.computeIfAbsent(Printable.of(text), k -> strings.size());
  }
}
