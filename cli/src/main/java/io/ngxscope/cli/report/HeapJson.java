package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.RetainedPath;
import io.ngxscope.agent.model.SharedDictionary;
import io.ngxscope.agent.recording.HeapRecording;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;

/** A heap for scripts, schema 1 ({@code docs/json-schema.md}). */
public final class HeapJson {
  /** More paths than these are in no answer: the flame graph has them all. */
  private static final int MAX_PATHS = 500;

  /** A report without options. */
  public HeapJson() {}

  /** Shows it. */
  public void render(HeapRecording recording, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      JsonReport.info(recording.info(), recording.endUnixMicros(), true, json);
      JsonReport.targets(List.of(recording.target()), json);
      heap(recording.census(), recording.paths(), json);
      JsonReport.texts("notes", recording.notes(), json);
      json.writeEndObject();
    }
    out.write('\n');
  }

  static void heap(HeapCensus census, PathTree paths, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("heap");
    json.writeNumberField("total_bytes", census.totalBytes());
    json.writeNumberField("end_total_bytes", census.endTotalBytes());
    json.writeNumberField("objects", census.objects());
    json.writeNumberField("object_bytes", census.objectBytes());
    rows("by_type", census.byType(), json);
    rows("by_proto", census.byPrototype(), json);
    rows("by_shape", census.byShape(), json);
    paths(paths, json);
    retained(census.retained(), json);
    rows("strings", census.stringsByLength(), json);
    rows("string_prefixes", census.stringsByPrefix(), json);
    rows("by_ctype", census.byCtype(), json);
    rows("by_metatable", census.byMetatable(), json);
    zones(census.nginx(), json);
    consistency(census, json);
    cost(census, json);
    json.writeEndObject();
  }

  static void rows(String name, List<HeapRow> rows, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(name);
    for (HeapRow row : rows) {
      json.writeStartObject();
      json.writeStringField("name", row.name());
      json.writeNumberField("objects", row.objects());
      json.writeNumberField("bytes", row.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void paths(PathTree paths, JsonGenerator json) throws IOException {
    List<PathTree.Node> largest =
        paths.nodes().stream()
            .filter(n -> n.bytes() > 0 && n != paths.root())
            .sorted(Comparator.comparingLong(PathTree.Node::bytes).reversed())
            .limit(MAX_PATHS)
            .toList();
    json.writeArrayFieldStart("by_path");
    for (PathTree.Node node : largest) {
      json.writeStartObject();
      json.writeStringField("path", node.path());
      json.writeNumberField("objects", node.objects());
      json.writeNumberField("bytes", node.bytes());
      json.writeNumberField("self_objects", node.selfObjects());
      json.writeNumberField("self_bytes", node.selfBytes());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void retained(List<RetainedPath> retained, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("retained");
    for (RetainedPath path : retained) {
      json.writeStartObject();
      json.writeStringField("path", path.path());
      json.writeStringField("type", path.kind());
      json.writeNumberField("bytes", path.bytes());
      json.writeNumberField("retained_bytes", path.retainedBytes());
      json.writeNumberField("retained_objects", path.retainedObjects());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void zones(List<SharedDictionary> zones, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("shared_memory");
    for (SharedDictionary zone : zones) {
      json.writeStartObject();
      json.writeStringField("name", zone.name());
      json.writeStringField("owner", zone.owner());
      json.writeNumberField("bytes", zone.bytes());
      json.writeFieldName("free_bytes");
      if (zone.freeBytes() < 0) {
        json.writeNull();
      } else {
        json.writeNumber(zone.freeBytes());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void consistency(HeapCensus census, JsonGenerator json) throws IOException {
    HeapCensus.Consistency c = census.consistency();
    json.writeObjectFieldStart("consistency");
    json.writeBooleanField("exact", c.exact());
    json.writeNumberField("torn_links", c.tornLinks());
    json.writeNumberField("repaired_objects", c.repairedObjects());
    json.writeNumberField("missing_references", c.missingReferences());
    json.writeNumberField("unreachable_objects", c.unreachableObjects());
    json.writeNumberField("unreachable_bytes", c.unreachableBytes());
    json.writeNumberField("unaccounted_bytes", census.totalBytes() - census.objectBytes());
    json.writeEndObject();
  }

  private static void cost(HeapCensus census, JsonGenerator json) throws IOException {
    HeapCensus.Cost cost = census.cost();
    json.writeObjectFieldStart("cost");
    json.writeNumberField("copied_bytes", cost.copiedBytes());
    json.writeNumberField("copy_ms", Quantities.millis(cost.copyMicros()));
    json.writeNumberField("analysis_ms", Quantities.millis(cost.analysisMicros()));
    json.writeNumberField("stop_ms", Quantities.millis(cost.stopMicros()));
    json.writeNumberField("memory_bytes", cost.memoryBytes());
    json.writeEndObject();
    HeapCensus.Allocator allocator = census.allocator();
    json.writeObjectFieldStart("allocator");
    json.writeBooleanField("known", allocator.known());
    json.writeNumberField("segment_bytes", allocator.mappedBytes());
    json.writeNumberField("free_bytes", allocator.freeBytes());
    json.writeEndObject();
  }
}
