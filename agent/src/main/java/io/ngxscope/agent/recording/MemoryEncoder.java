package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.RetainedPath;
import io.ngxscope.agent.model.SharedDictionary;
import io.ngxscope.agent.recording.LineEncoder.Line;
import java.io.IOException;
import java.io.OutputStream;
import java.util.IdentityHashMap;
import java.util.List;

/** Turns heaps and what grows in them into lines of a recording. */
final class MemoryEncoder {
  /** Nodes of the tree of paths in one line. */
  private static final int NODES = 5_000;

  private final OutputStream out;
  private final StackTable stacks;

  MemoryEncoder(OutputStream out, StackTable stacks) {
    this.out = out;
    this.stacks = stacks;
  }

  private Line typed(String type) throws IOException {
    return new Line(out).text("t", type);
  }

  void heap(HeapCensus heap, List<String> notes) throws IOException {
    try (Line line = typed("heap")) {
      line.number("total_bytes", heap.totalBytes()).number("end_total_bytes", heap.endTotalBytes());
      line.number("objects", heap.objects()).number("object_bytes", heap.objectBytes());
      rows(line, "by_type", heap.byType());
      rows(line, "by_proto", heap.byPrototype());
      rows(line, "by_shape", heap.byShape());
      rows(line, "strings", heap.stringsByLength());
      rows(line, "string_prefixes", heap.stringsByPrefix());
      rows(line, "by_ctype", heap.byCtype());
      rows(line, "by_metatable", heap.byMetatable());
      line.array("retained");
      for (RetainedPath path : heap.retained()) {
        line.object().text("path", path.path()).text("type", path.kind());
        line.number("bytes", path.bytes()).number("retained_bytes", path.retainedBytes());
        line.number("retained_objects", path.retainedObjects()).end();
      }
      line.endArray().array("shared_memory");
      for (SharedDictionary zone : heap.nginx()) {
        line.object().text("name", zone.name()).text("owner", zone.owner());
        line.number("bytes", zone.bytes()).number("free_bytes", zone.freeBytes()).end();
      }
      line.endArray();
      consistency(line, heap);
      line.texts("notes", notes);
    }
  }

  private static void consistency(Line line, HeapCensus heap) throws IOException {
    HeapCensus.Consistency c = heap.consistency();
    line.truth("exact", c.exact()).number("torn_links", c.tornLinks());
    line.number("repaired_objects", c.repairedObjects());
    line.number("missing_references", c.missingReferences());
    line.number("unreachable_objects", c.unreachableObjects());
    line.number("unreachable_bytes", c.unreachableBytes());
    HeapCensus.Allocator a = heap.allocator();
    line.truth("allocator_known", a.known()).number("segment_bytes", a.mappedBytes());
    line.number("free_bytes", a.freeBytes());
    HeapCensus.Cost cost = heap.cost();
    line.number("copied_bytes", cost.copiedBytes()).number("copy_us", cost.copyMicros());
    line.number("analysis_us", cost.analysisMicros()).number("stop_us", cost.stopMicros());
    line.number("memory_bytes", cost.memoryBytes());
  }

  private static void rows(Line line, String name, List<HeapRow> rows) throws IOException {
    line.array(name);
    for (HeapRow row : rows) {
      line.object().text("name", row.name());
      line.number("objects", row.objects()).number("bytes", row.bytes()).end();
    }
    line.endArray();
  }

  /** Some lines: nodes with their depths, each behind the one that it hangs on. */
  void paths(PathTree tree) throws IOException {
    List<PathTree.Node> nodes = tree.nodes();
    IdentityHashMap<PathTree.Node, Integer> depths = new IdentityHashMap<>();
    for (int from = 0; from < nodes.size(); from += NODES) {
      try (Line line = typed("paths")) {
        line.number("first", from).array("nodes");
        for (PathTree.Node node : nodes.subList(from, Math.min(nodes.size(), from + NODES))) {
          int depth = depths.getOrDefault(node, 0);
          node.children().forEach(child -> depths.put(child, depth + 1));
          line.object().text("label", node.label()).number("depth", depth);
          line.number("bytes", node.selfBytes()).number("objects", node.selfObjects()).end();
        }
        line.endArray();
      }
    }
  }

  void leak(LeakFindings leak) throws IOException {
    for (AllocationSite site : leak.allocations()) {
      stacks.define(site.stack(), out);
    }
    for (LeakCandidate candidate : leak.candidates()) {
      if (candidate.stack() != null) {
        stacks.define(candidate.stack(), out);
      }
    }
    try (Line line = typed("leak")) {
      line.number("cycles", leak.cycles()).number("duration_us", leak.durationMicros());
      line.number("snapshots", leak.snapshots()).number("allocated_bytes", leak.allocatedBytes());
      line.number("gc_total_start_bytes", leak.gcTotalStartBytes());
      line.number("gc_total_end_bytes", leak.gcTotalEndBytes());
      line.number("rss_start_bytes", leak.rssStartBytes());
      line.number("rss_end_bytes", leak.rssEndBytes());
      line.text("process_verdict", leak.processVerdict()).text("process_note", leak.processNote());
      line.array("candidates");
      for (LeakCandidate candidate : leak.candidates()) {
        candidate(line, candidate);
      }
      line.endArray().array("allocations");
      for (AllocationSite site : leak.allocations()) {
        site(line, site);
      }
      line.endArray().array("curve");
      for (LeakFindings.Point p : leak.curve()) {
        line.numbers(p.unixMicros(), p.gcTotalBytes(), p.rssBytes(), p.cycles());
      }
      line.endArray();
      rows(line, "grown_protos", leak.grownFunctions());
      rows(line, "grown_shapes", leak.grownShapes());
      rows(line, "grown_types", leak.grownTypes());
    }
  }

  private void candidate(Line line, LeakCandidate c) throws IOException {
    line.object().text("verdict", Names.of(c.verdict())).text("path", c.path());
    if (c.stack() != null) {
      line.number("stack", stacks.idOf(c.stack()));
    }
    line.number("bytes", c.bytes()).number("objects", c.objects());
    line.number("growth_bytes_per_min", c.growthBytesPerMinute());
    line.number("survived_ppm", ppm(c.survivedShare())).number("sure_ppm", ppm(c.confidence()));
    line.text("note", c.note());
    curve(line, c.curve());
    line.end();
  }

  private void site(Line line, AllocationSite s) throws IOException {
    line.object().number("stack", stacks.idOf(s.stack())).number("samples", s.samples());
    line.number("allocated_bytes", s.allocatedBytes()).number("tokens", s.tokens());
    line.number("survivors", s.survivors());
    line.number("growth_bytes_per_min", s.growthBytesPerMinute());
    line.text("verdict", Names.of(s.verdict())).number("sure_ppm", ppm(s.confidence()));
    line.text("path", s.path());
    curve(line, s.curve());
    line.end();
  }

  /** Parts of a million; negative if not known. */
  private static long ppm(double share) {
    return Math.round(share * 1e6);
  }

  private static void curve(Line line, List<LeakCandidate.Point> curve) throws IOException {
    line.array("curve");
    for (LeakCandidate.Point p : curve) {
      line.numbers(p.unixMicros(), p.cycles(), p.bytes(), p.objects());
    }
    line.endArray();
  }
}
