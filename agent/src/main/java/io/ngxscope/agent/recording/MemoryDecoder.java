package io.ngxscope.agent.recording;

import com.fasterxml.jackson.databind.JsonNode;
import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.LeakVerdict;
import io.ngxscope.agent.model.RetainedPath;
import io.ngxscope.agent.model.SharedDictionary;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.recording.LineFields.Malformed;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns lines of a recording back into heaps and what grows in them; the reverse of MemoryEncoder.
 */
final class MemoryDecoder {
  private static final int MAX_DEPTH = 1_000;
  private static final int MAX_NODES = 2_000_000;

  private final RecordingSink sink;
  private final FrameTable table;
  private PathTree tree = new PathTree();
  private final List<PathTree.Node> way = new ArrayList<>();

  MemoryDecoder(RecordingSink sink, FrameTable table) {
    this.sink = sink;
    this.table = table;
  }

  void heap(LineFields line) throws Malformed {
    List<RetainedPath> retained = new ArrayList<>();
    for (JsonNode node : line.array("retained")) {
      LineFields f = LineFields.of(node, "a path");
      retained.add(
          new RetainedPath(
              f.text("path"),
              f.text("type"),
              f.number("bytes"),
              f.number("retained_bytes"),
              f.number("retained_objects")));
    }
    List<SharedDictionary> zones = new ArrayList<>();
    for (JsonNode node : line.array("shared_memory")) {
      LineFields f = LineFields.of(node, "a zone");
      zones.add(
          new SharedDictionary(
              f.text("name"), f.text("owner"), f.number("bytes"), f.signed("free_bytes")));
    }
    sink.heap(census(line, retained, zones), line.texts("notes"));
  }

  private static HeapCensus census(
      LineFields line, List<RetainedPath> retained, List<SharedDictionary> zones) throws Malformed {
    return new HeapCensus(
        line.number("total_bytes"),
        line.number("end_total_bytes"),
        line.number("objects"),
        line.number("object_bytes"),
        rows(line, "by_type"),
        rows(line, "by_proto"),
        rows(line, "by_shape"),
        rows(line, "strings"),
        rows(line, "string_prefixes"),
        rows(line, "by_ctype"),
        rows(line, "by_metatable"),
        retained,
        zones,
        new HeapCensus.Consistency(
            line.truth("exact"),
            line.number("torn_links"),
            line.number("repaired_objects"),
            line.number("missing_references"),
            line.number("unreachable_objects"),
            line.number("unreachable_bytes")),
        new HeapCensus.Allocator(
            line.number("segment_bytes"), line.number("free_bytes"), line.truth("allocator_known")),
        new HeapCensus.Cost(
            line.number("copied_bytes"),
            line.duration("copy_us"),
            line.duration("analysis_us"),
            line.duration("stop_us"),
            line.number("memory_bytes")));
  }

  private static List<HeapRow> rows(LineFields line, String name) throws Malformed {
    List<HeapRow> rows = new ArrayList<>();
    for (JsonNode node : line.array(name)) {
      LineFields f = LineFields.of(node, "a row");
      rows.add(new HeapRow(f.text("name"), f.signed("objects"), f.signed("bytes")));
    }
    return rows;
  }

  void paths(LineFields line) throws Malformed {
    if (line.number("first") == 0) {
      tree = new PathTree();
      way.clear();
    }
    for (JsonNode value : line.array("nodes")) {
      LineFields f = LineFields.of(value, "a path");
      int depth = f.number("depth", 0);
      if (depth > way.size() || depth > MAX_DEPTH || tree.size() > MAX_NODES) {
        throw new Malformed("'depth' is out of range");
      }
      PathTree.Node node =
          depth == 0 ? tree.root() : tree.step(way.get(depth - 1), f.text("label"));
      while (way.size() > depth) {
        way.remove(way.size() - 1);
      }
      way.add(node);
      tree.add(node, f.number("objects"), f.number("bytes"));
    }
    sink.paths(tree);
  }

  void leak(LineFields line) throws Malformed {
    List<LeakCandidate> candidates = new ArrayList<>();
    for (JsonNode node : line.array("candidates")) {
      candidates.add(candidate(LineFields.of(node, "a candidate")));
    }
    List<AllocationSite> sites = new ArrayList<>();
    for (JsonNode node : line.array("allocations")) {
      sites.add(site(LineFields.of(node, "a site")));
    }
    List<LeakFindings.Point> curve = new ArrayList<>();
    for (JsonNode node : line.array("curve")) {
      long[] n = LineFields.numbers(node, 4, "curve");
      curve.add(new LeakFindings.Point(n[0], n[1], n[2], n[3]));
    }
    sink.leak(
        new LeakFindings(
            line.number("cycles"),
            line.duration("duration_us"),
            line.number("snapshots", 0),
            line.number("allocated_bytes"),
            line.number("gc_total_start_bytes"),
            line.number("gc_total_end_bytes"),
            line.number("rss_start_bytes"),
            line.number("rss_end_bytes"),
            line.text("process_verdict"),
            line.text("process_note"),
            candidates,
            sites,
            curve,
            rows(line, "grown_protos"),
            rows(line, "grown_shapes"),
            rows(line, "grown_types")));
  }

  private LeakCandidate candidate(LineFields f) throws Malformed {
    Stack stack = f.has("stack") ? table.stackOf(f) : null;
    return new LeakCandidate(
        verdict(f),
        f.text("path"),
        stack,
        f.signed("bytes"),
        f.signed("objects"),
        f.signed("growth_bytes_per_min"),
        share(f.signed("survived_ppm")),
        share(f.signed("sure_ppm")),
        f.text("note"),
        curve(f));
  }

  private AllocationSite site(LineFields f) throws Malformed {
    return new AllocationSite(
        table.stackOf(f),
        f.number("samples"),
        f.number("allocated_bytes"),
        f.number("tokens"),
        f.number("survivors"),
        f.signed("growth_bytes_per_min"),
        verdict(f),
        share(f.signed("sure_ppm")),
        f.text("path"),
        curve(f));
  }

  private static LeakVerdict verdict(LineFields f) throws Malformed {
    return Names.parse(f.text("verdict"), LeakVerdict.values(), LeakVerdict.WARMING_UP);
  }

  private static double share(long ppm) {
    return ppm < 0 ? -1 : ppm / 1e6;
  }

  private static List<LeakCandidate.Point> curve(LineFields f) throws Malformed {
    List<LeakCandidate.Point> curve = new ArrayList<>();
    for (JsonNode node : f.array("curve")) {
      long[] n = LineFields.numbers(node, 4, "curve");
      curve.add(new LeakCandidate.Point(n[0], n[1], n[2], n[3]));
    }
    return curve;
  }
}
