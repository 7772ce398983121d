package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.Samples;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * For https://profiler.firefox.com: its processed format, as its documentation and its importers
 * describe it, with one thread. Time on its axis is the sum of weights, in milliseconds or in
 * units.
 */
public final class FirefoxReport implements ProfileReport {
  /** Versions of the format: the viewer upgrades what is older than itself. */
  private static final int GECKO_VERSION = 24;

  private static final int PROCESSED_VERSION = 44;
  private static final String[] COLORS = {
    "blue", "orange", "green", "lightgreen", "yellow", "purple", "grey", "red", "lightblue"
  };

  /** A report without options. */
  public FirefoxReport() {}

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      new Writing(profile, facts, json).all();
    }
  }

  private static final class Writing {
    private final Profile profile;
    private final ProfileFacts facts;
    private final JsonGenerator json;
    private final double perUnit;
    private final Map<String, Integer> strings = new LinkedHashMap<>();

    Writing(Profile profile, ProfileFacts facts, JsonGenerator json) {
      this.profile = profile;
      this.facts = facts;
      this.json = json;
      perUnit = profile.unit().equals("microseconds") ? 1e-3 : 1;
    }

    private int string(String text) {
      return strings.computeIfAbsent(SafeJson.wellFormed(text), t -> strings.size());
    }

    void all() throws IOException {
      json.writeStartObject();
      meta();
      empty("libs", "pages", "counters", "profilerOverhead");
      json.writeArrayFieldStart("threads");
      thread();
      json.writeEndArray();
      json.writeEndObject();
    }

    private void empty(String... arrays) throws IOException {
      for (String name : arrays) {
        json.writeArrayFieldStart(name);
        json.writeEndArray();
      }
    }

    private void meta() throws IOException {
      json.writeObjectFieldStart("meta");
      json.writeNumberField("version", GECKO_VERSION);
      json.writeNumberField("preprocessedProfileVersion", PROCESSED_VERSION);
      json.writeStringField("product", Printable.of(facts.title()));
      json.writeNumberField("startTime", facts.startUnixMicros() / 1000.0);
      json.writeNumberField("interval", 1);
      json.writeNumberField("processType", 0);
      json.writeNumberField("stackwalk", 1);
      json.writeBooleanField("debug", false);
      json.writeBooleanField("symbolicated", true);
      json.writeBooleanField("usesOnlyOneStackType", true);
      json.writeBooleanField("sourceCodeIsNotOnSearchfox", true);
      empty("markerSchema", "pausedRanges");
      json.writeObjectFieldStart("extensions");
      empty("id", "name", "baseURL");
      json.writeNumberField("length", 0);
      json.writeEndObject();
      json.writeArrayFieldStart("categories");
      for (FrameKind kind : FrameKind.values()) {
        json.writeStartObject();
        json.writeStringField("name", kind.words());
        json.writeStringField("color", COLORS[kind.code()]);
        json.writeArrayFieldStart("subcategories");
        json.writeString("Other");
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private void thread() throws IOException {
      json.writeStartObject();
      json.writeStringField("processType", "default");
      json.writeStringField("name", "all");
      json.writeBooleanField("isMainThread", true);
      json.writeStringField("pid", "0");
      json.writeNumberField("tid", 0);
      json.writeNumberField("processStartupTime", 0);
      json.writeNullField("processShutdownTime");
      json.writeNumberField("registerTime", 0);
      json.writeNullField("unregisterTime");
      empty("pausedRanges");
      samples();
      stacks();
      frames();
      functions();
      table("resourceTable", "lib", "name", "host", "type");
      table("nativeSymbols", "libIndex", "address", "name", "functionSize");
      table("markers", "data", "name", "startTime", "endTime", "phase", "category");
      json.writeArrayFieldStart("stringArray");
      for (String text : strings.keySet()) {
        json.writeString(text);
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private void table(String name, String... columns) throws IOException {
      json.writeObjectFieldStart(name);
      json.writeNumberField("length", 0);
      empty(columns);
      json.writeEndObject();
    }

    private void samples() throws IOException {
      Samples samples = profile.samples();
      json.writeObjectFieldStart("samples");
      json.writeNumberField("length", samples.size());
      json.writeStringField("weightType", perUnit == 1 ? weightType() : "tracing-ms");
      json.writeArrayFieldStart("stack");
      for (int i = 0; i < samples.size(); i++) {
        if (samples.node(i) == 0) {
          json.writeNull();
        } else {
          json.writeNumber(samples.node(i) - 1);
        }
      }
      json.writeEndArray();
      json.writeArrayFieldStart("time");
      double time = 0;
      for (int i = 0; i < samples.size(); i++) {
        json.writeNumber(time);
        time += samples.weight(i) * perUnit;
      }
      json.writeEndArray();
      json.writeArrayFieldStart("weight");
      for (int i = 0; i < samples.size(); i++) {
        json.writeNumber(samples.weight(i) * perUnit);
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private String weightType() {
      return profile.unit().equals("bytes") ? "bytes" : "samples";
    }

    /** Stacks are the profile's nodes without the root. */
    private void stacks() throws IOException {
      int length = profile.size() - 1;
      json.writeObjectFieldStart("stackTable");
      json.writeNumberField("length", length);
      column("frame", length, i -> profile.frame(i + 1));
      column("category", length, i -> kind(profile.frames().get(profile.frame(i + 1))));
      column("subcategory", length, i -> 0);
      json.writeArrayFieldStart("prefix");
      for (int node = 1; node <= length; node++) {
        if (profile.parent(node) == 0) {
          json.writeNull();
        } else {
          json.writeNumber(profile.parent(node) - 1);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private static int kind(Frame frame) {
      return FrameKind.of(frame).code();
    }

    private void frames() throws IOException {
      int length = profile.frames().size();
      json.writeObjectFieldStart("frameTable");
      json.writeNumberField("length", length);
      column("address", length, i -> -1);
      column("inlineDepth", length, i -> 0);
      column("category", length, i -> kind(profile.frames().get(i)));
      column("subcategory", length, i -> 0);
      column("func", length, i -> i);
      for (String unknown : new String[] {"nativeSymbol", "innerWindowID", "implementation"}) {
        nulls(unknown, length);
      }
      lines("line", length);
      nulls("column", length);
      json.writeEndObject();
    }

    private void functions() throws IOException {
      int length = profile.frames().size();
      json.writeObjectFieldStart("funcTable");
      json.writeNumberField("length", length);
      column("name", length, i -> string(FrameText.name(profile.frames().get(i))));
      for (String flag : new String[] {"isJS", "relevantForJS"}) {
        json.writeArrayFieldStart(flag);
        for (int i = 0; i < length; i++) {
          json.writeBoolean(false);
        }
        json.writeEndArray();
      }
      column("resource", length, i -> -1);
      column("fileName", length, i -> string(FrameText.file(profile.frames().get(i))));
      lines("lineNumber", length);
      nulls("columnNumber", length);
      json.writeEndObject();
    }

    private void lines(String name, int length) throws IOException {
      json.writeArrayFieldStart(name);
      for (int i = 0; i < length; i++) {
        int line = FrameText.line(profile.frames().get(i));
        if (line > 0) {
          json.writeNumber(line);
        } else {
          json.writeNull();
        }
      }
      json.writeEndArray();
    }

    private void nulls(String name, int length) throws IOException {
      json.writeArrayFieldStart(name);
      for (int i = 0; i < length; i++) {
        json.writeNull();
      }
      json.writeEndArray();
    }

    private void column(String name, int length, IntToLongFunction value) throws IOException {
      json.writeArrayFieldStart(name);
      for (int i = 0; i < length; i++) {
        json.writeNumber(value.applyAsLong(i));
      }
      json.writeEndArray();
    }
  }
}
