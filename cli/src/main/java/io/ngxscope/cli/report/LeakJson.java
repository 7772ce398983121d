package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.recording.LeakRecording;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What grows, for scripts, schema 1 ({@code docs/json-schema.md}). */
public final class LeakJson {
  /** A report without options. */
  public LeakJson() {}

  /** Shows it. */
  public void render(LeakRecording recording, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      JsonReport.info(recording.info(), recording.endUnixMicros(), recording.complete(), json);
      JsonReport.targets(List.of(recording.target()), json);
      leak(recording.findings(), json);
      HeapJson.heap(recording.census(), recording.paths(), json);
      JsonReport.texts("notes", recording.notes(), json);
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void leak(LeakFindings findings, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("leak");
    json.writeNumberField("cycles", findings.cycles());
    json.writeNumberField("duration_s", BigDecimal.valueOf(findings.durationMicros(), 6));
    json.writeNumberField("snapshots", findings.snapshots());
    json.writeNumberField("allocated_bytes", findings.allocatedBytes());
    json.writeNumberField("gc_total_start_bytes", findings.gcTotalStartBytes());
    json.writeNumberField("gc_total_end_bytes", findings.gcTotalEndBytes());
    json.writeNumberField("rss_start_bytes", findings.rssStartBytes());
    json.writeNumberField("rss_end_bytes", findings.rssEndBytes());
    json.writeStringField("process_verdict", findings.processVerdict());
    json.writeStringField("process_note", findings.processNote());
    json.writeArrayFieldStart("candidates");
    for (LeakCandidate candidate : findings.candidates()) {
      candidate(candidate, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("allocations");
    for (AllocationSite site : findings.allocations()) {
      site(site, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("curve");
    for (LeakFindings.Point point : findings.curve()) {
      json.writeStartObject();
      json.writeNumberField("unix_ms", point.unixMicros() / 1000);
      json.writeNumberField("gc_total_bytes", point.gcTotalBytes());
      json.writeNumberField("rss_bytes", point.rssBytes());
      json.writeNumberField("cycles", point.cycles());
      json.writeEndObject();
    }
    json.writeEndArray();
    HeapJson.rows("grown_protos", findings.grownFunctions(), json);
    HeapJson.rows("grown_shapes", findings.grownShapes(), json);
    HeapJson.rows("grown_types", findings.grownTypes(), json);
    json.writeEndObject();
  }

  private static void candidate(LeakCandidate candidate, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("verdict", candidate.verdict().name().toLowerCase(Locale.ROOT));
    json.writeStringField("path", candidate.path().isEmpty() ? null : candidate.path());
    stack(candidate.stack(), json);
    json.writeNumberField("bytes", candidate.bytes());
    json.writeNumberField("objects", candidate.objects());
    json.writeNumberField("growth_bytes_per_min", candidate.growthBytesPerMinute());
    survived(candidate.survivedShare(), json);
    json.writeNumberField("confidence", share(candidate.confidence()));
    json.writeStringField("note", candidate.note());
    curve(candidate.curve(), json);
    json.writeEndObject();
  }

  private static void survived(double share, JsonGenerator json) throws IOException {
    json.writeFieldName("survived_share");
    if (share < 0) {
      json.writeNull();
    } else {
      json.writeNumber(share(share));
    }
  }

  /** Outermost first, as everywhere. */
  private static void stack(@Nullable Stack stack, JsonGenerator json) throws IOException {
    if (stack == null) {
      json.writeNullField("stack");
      return;
    }
    json.writeArrayFieldStart("stack");
    for (Frame frame : stack.frames()) {
      BlockJson.frame(frame, json);
    }
    json.writeEndArray();
  }

  private static void site(AllocationSite site, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("verdict", site.verdict().name().toLowerCase(Locale.ROOT));
    stack(site.stack(), json);
    json.writeStringField("path", site.path().isEmpty() ? null : site.path());
    json.writeNumberField("samples", site.samples());
    json.writeNumberField("allocated_bytes", site.allocatedBytes());
    json.writeNumberField("tokens", site.tokens());
    json.writeNumberField("survivors", site.survivors());
    survived(site.survivedShare(), json);
    json.writeNumberField("growth_bytes_per_min", site.growthBytesPerMinute());
    json.writeNumberField("confidence", share(site.confidence()));
    curve(site.curve(), json);
    json.writeEndObject();
  }

  private static void curve(List<LeakCandidate.Point> curve, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("curve");
    for (LeakCandidate.Point point : curve) {
      json.writeStartObject();
      json.writeNumberField("unix_ms", point.unixMicros() / 1000);
      json.writeNumberField("cycles", point.cycles());
      json.writeNumberField("bytes", point.bytes());
      json.writeNumberField("objects", point.objects());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static BigDecimal share(double share) {
    return BigDecimal.valueOf(share).setScale(3, RoundingMode.HALF_UP);
  }
}
