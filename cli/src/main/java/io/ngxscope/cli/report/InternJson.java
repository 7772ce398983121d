package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Bill;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.InternCaller;
import io.ngxscope.agent.model.InternCalls;
import io.ngxscope.agent.model.InternGrowth;
import io.ngxscope.agent.model.InternPart;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.model.StringTable;
import io.ngxscope.agent.model.StringTable.Alike;
import io.ngxscope.agent.model.StringTable.Chain;
import io.ngxscope.agent.model.StringTable.ChainCount;
import io.ngxscope.agent.model.StringTable.Member;
import io.ngxscope.agent.recording.InternRecording;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Interning for scripts, schema 1 ({@code docs/json-schema.md}). */
public final class InternJson implements InternReport {
  /** More callers than these are in no answer: the flame graph has them all. */
  private static final int MAX_CALLERS = 200;

  /** A report without options. */
  public InternJson() {}

  @Override
  public void render(InternRecording recording, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      JsonReport.info(recording.info(), recording.endUnixMicros(), recording.complete(), json);
      JsonReport.targets(List.of(recording.target()), json);
      intern(recording, json);
      JsonReport.texts("notes", recording.notes(), json);
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void intern(InternRecording recording, JsonGenerator json) throws IOException {
    StringTable table = recording.table();
    json.writeObjectFieldStart("intern");
    json.writeStringField("diagnosis", InternWords.diagnosis(recording));
    json.writeNumberField("strings", table.strings());
    json.writeNumberField("bytes", table.bytes());
    json.writeNumberField("table_size", table.slots());
    json.writeNumberField("load_factor", decimal(table.loadFactor(), 4));
    chain(table, json);
    chains(table.chains(), json);
    rows("largest", table.largest(), json);
    HeapJson.rows("strings_by_length", table.byLength(), json);
    alike(table.alike(), json);
    hash(table.hash(), json);
    growth(recording.growth(), json);
    share(recording.share(), json);
    callers(recording, json);
    calls(recording.calls(), json);
    consistency(table, json);
    overhead(recording.bills(), json);
    json.writeEndObject();
  }

  private static void overhead(List<Bill> bills, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("overhead");
    for (Bill bill : bills) {
      json.writeStartObject();
      json.writeNumberField("allowed_percent", decimal(bill.allowedPercent(), 3));
      json.writeNumberField("predicted_percent", decimal(bill.predictedPercent(), 3));
      json.writeNumberField("measured_percent", decimal(bill.measuredPercent(), 3));
      json.writeNumberField("burst_percent", decimal(bill.burstPercent(), 3));
      json.writeNumberField("hits", bill.hits());
      json.writeNumberField("bursts", bill.bursts());
      json.writeNumberField("covered_ms", Quantities.millis(bill.coveredMicros()));
      json.writeStringField("ended", bill.ended());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void chain(StringTable table, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("chain");
    json.writeNumberField("max", table.maxChain());
    json.writeNumberField("mean", decimal(table.meanChain(), 3));
    json.writeArrayFieldStart("histogram");
    for (ChainCount count : table.histogram()) {
      json.writeStartObject();
      json.writeNumberField("length", count.length());
      json.writeNumberField("chains", count.chains());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void chains(List<Chain> chains, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("top_chains");
    for (Chain chain : chains) {
      json.writeStartObject();
      json.writeNumberField("slot", chain.slot());
      json.writeNumberField("length", chain.length());
      json.writeBooleanField("dense", chain.dense());
      json.writeNumberField("same_hash", chain.sameHash());
      json.writeArrayFieldStart("strings");
      for (Member member : chain.members()) {
        json.writeStartObject();
        json.writeNumberField("bytes", member.length());
        json.writeStringField("hash", Quantities.format("%08x", member.hash()));
        known("common_prefix_bytes", member.commonPrefix(), json);
        json.writeStringField("text", member.text());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void rows(String name, List<HeapRow> rows, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(name);
    for (HeapRow row : rows) {
      json.writeStartObject();
      json.writeStringField("text", row.name());
      json.writeNumberField("bytes", row.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void alike(List<Alike> alike, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("alike");
    for (Alike group : alike) {
      json.writeStartObject();
      json.writeNumberField("length_bytes", group.length());
      json.writeNumberField("strings", group.strings());
      json.writeNumberField("first_difference_byte", group.firstDifference());
      json.writeNumberField("last_difference_byte", group.lastDifference());
      json.writeNumberField("same_hash", group.sameHash());
      json.writeStringField("text", group.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void hash(StringTable.Hash hash, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("hash");
    json.writeStringField("variant", hash.variant());
    json.writeBooleanField("verified", hash.known());
    json.writeStringField("reads", hash.reads());
    json.writeNumberField("dense_chains", hash.denseSlots());
    json.writeNumberField("dense_strings", hash.denseStrings());
    json.writeEndObject();
  }

  private static void growth(InternGrowth growth, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("growth");
    json.writeArrayFieldStart("points");
    for (InternGrowth.Point point : growth.points()) {
      json.writeStartObject();
      json.writeNumberField("unix_ms", point.unixMicros() / 1000);
      json.writeNumberField("strings", point.strings());
      json.writeNumberField("table_size", point.slots());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("resizes");
    for (InternGrowth.Resize resize : growth.resizes()) {
      json.writeStartObject();
      json.writeNumberField("unix_ms", resize.unixMicros() / 1000);
      json.writeNumberField("from", resize.from());
      json.writeNumberField("to", resize.to());
      json.writeNumberField("strings", resize.strings());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void share(@Nullable InternShare share, JsonGenerator json) throws IOException {
    if (share == null) {
      json.writeNullField("share");
      return;
    }
    json.writeObjectFieldStart("share");
    json.writeNumberField("cpu_percent", decimal(share.percent(), 2));
    for (InternPart part : InternPart.values()) {
      json.writeNumberField(part.key(), decimal(share.percent(part), 2));
    }
    json.writeNumberField("samples", share.samples());
    json.writeNumberField("interning_samples", share.interning());
    json.writeNumberField("lost", share.lost());
    json.writeNumberField("span_ms", Quantities.millis(share.spanMicros()));
    json.writeEndObject();
  }

  private static void callers(InternRecording recording, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("callers");
    InternShare share = recording.share();
    InternCalls calls = recording.calls();
    if (calls != null) {
      callers(InternWords.merged(share, calls), json);
    } else if (share != null) {
      callers(share.callers(), json);
    }
    json.writeEndArray();
  }

  private static void callers(List<InternCaller> callers, JsonGenerator json) throws IOException {
    for (InternCaller caller : callers.subList(0, Math.min(MAX_CALLERS, callers.size()))) {
      json.writeStartObject();
      json.writeStringField("method", caller.request().method());
      json.writeStringField("uri", caller.request().uri());
      json.writeNumberField("calls", caller.calls());
      json.writeNumberField("bytes", caller.bytes());
      json.writeNumberField("samples", caller.samples());
      json.writeNumberField("total_ms", Quantities.millis(caller.micros()));
      json.writeNumberField("max_us", caller.maxMicros());
      json.writeArrayFieldStart("stack");
      for (Frame frame : caller.stack().frames()) {
        BlockJson.frame(frame, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void calls(@Nullable InternCalls calls, JsonGenerator json) throws IOException {
    if (calls == null) {
      json.writeNullField("calls");
      json.writeArrayFieldStart("by_length");
      json.writeEndArray();
      json.writeNullField("coverage");
      return;
    }
    InternCalls.Counts c = calls.counts();
    json.writeObjectFieldStart("calls");
    json.writeNumberField("calls", c.calls());
    json.writeNumberField("bytes", c.bytes());
    known("hits", c.hits(), json);
    known("misses", c.misses(), json);
    known("compares", c.compares(), json);
    json.writeNumberField("compared_bytes", c.comparedBytes());
    known("rehashes", c.rehashes(), json);
    known("resizes", c.resizes(), json);
    json.writeNumberField("bursts", calls.bursts());
    json.writeNumberField("counted_ms", Quantities.millis(calls.countedMicros()));
    json.writeNumberField("span_ms", Quantities.millis(calls.spanMicros()));
    json.writeNumberField("timed_ms", Quantities.millis(calls.timedMicros()));
    json.writeNumberField(
        "calls_per_second",
        calls.countedMicros() == 0 ? 0 : Math.round(c.calls() * 1e6 / calls.countedMicros()));
    JsonReport.texts("unknown", calls.unknown(), json);
    json.writeEndObject();
    json.writeArrayFieldStart("by_length");
    for (InternCalls.Length length : calls.byLength()) {
      length(length, json);
    }
    json.writeEndArray();
    json.writeNumberField("coverage", decimal(calls.coverage(), 6));
  }

  private static void length(InternCalls.Length l, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("from", l.from());
    json.writeNumberField("to", l.to());
    json.writeNumberField("calls", l.calls());
    known("hits", l.hits(), json);
    known("misses", l.misses(), json);
    json.writeNumberField("timed", l.timed());
    json.writeNumberField("p50_us", decimal(l.p50Micros(), 1));
    json.writeNumberField("p99_us", decimal(l.p99Micros(), 1));
    json.writeNumberField("total_ms", decimal(l.totalMicros() / 1000, 3));
    json.writeEndObject();
  }

  private static void consistency(StringTable table, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("consistency");
    json.writeNumberField("torn_chains", table.torn());
    json.writeNumberField("copied_bytes", table.copiedBytes());
    json.writeNumberField("copy_ms", Quantities.millis(table.copyMicros()));
    json.writeEndObject();
  }

  private static void known(String name, long value, JsonGenerator json) throws IOException {
    if (value < 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  private static BigDecimal decimal(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
  }
}
