package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.SampleLabels;
import io.ngxscope.agent.profile.Samples;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * For pprof: profile.proto of https://github.com/google/pprof, packed by gzip. Lua functions have
 * their file and line; samples are labelled with {@code pid}, {@code method}, {@code uri} and
 * {@code verdict}. Field numbers below are those of profile.proto.
 */
public final class PprofReport implements ProfileReport {
  /** A report without options. */
  public PprofReport() {}

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    GZIPOutputStream packed = new GZIPOutputStream(out, 1 << 16);
    new Writing(profile, packed).all(facts);
    packed.finish();
  }

  private record Function(String name, String file, int line) {}

  private static final class Writing {
    private final Profile profile;
    private final OutputStream out;
    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final Map<String, Integer> mappings = new LinkedHashMap<>();
    private final ProtobufWriter field = new ProtobufWriter();
    private final ProtobufWriter message = new ProtobufWriter();
    private final ProtobufWriter inner = new ProtobufWriter();

    Writing(Profile profile, OutputStream out) {
      this.profile = profile;
      this.out = out;
      strings.put("", 0);
    }

    private int string(String text) {
      return strings.computeIfAbsent(SafeJson.wellFormed(text), t -> strings.size());
    }

    void all(ProfileFacts facts) throws IOException {
      boolean time = profile.unit().equals("microseconds");
      String type = time ? "time" : profile.unit().equals("bytes") ? "space" : "samples";
      String unit = type.equals("samples") ? "count" : profile.unit();
      if (counted()) {
        type(1, "samples", "count");
      }
      type(1, type, unit);
      samples();
      locations();
      mappings();
      put(field.clear().number(9, facts.startUnixMicros() * 1000));
      put(field.clear().number(10, facts.durationMicros() * 1000));
      for (String note : facts.notes()) {
        put(field.clear().number(13, string(note)));
      }
      put(field.clear().number(14, string(type)));
      for (String text : strings.keySet()) {
        put(field.clear().text(6, text));
      }
    }

    private boolean counted() {
      Samples samples = profile.samples();
      return samples.size() > 0 && samples.count(0) > 0;
    }

    private void put(ProtobufWriter fields) throws IOException {
      fields.writeTo(out);
    }

    private void type(int number, String type, String unit) throws IOException {
      message.clear().number(1, string(type)).number(2, string(unit));
      put(field.clear().message(number, message));
    }

    private void samples() throws IOException {
      Samples samples = profile.samples();
      boolean counted = counted();
      for (int i = 0; i < samples.size(); i++) {
        message.clear();
        inner.clear();
        for (int node = samples.node(i); node > 0; node = profile.parent(node)) {
          inner.varint(profile.frame(node) + 1L);
        }
        message.message(1, inner);
        inner.clear();
        if (counted) {
          inner.varint(samples.count(i));
        }
        inner.varint(samples.weight(i));
        message.message(2, inner);
        labels(profile.labels().get(samples.label(i)));
        put(field.clear().message(2, message));
      }
    }

    private void labels(SampleLabels labels) {
      if (labels.pid() > 0) {
        inner.clear().number(1, string("pid")).number(3, labels.pid());
        message.message(3, inner);
      }
      label("method", labels.method());
      label("uri", labels.uri());
      label("verdict", labels.verdict());
    }

    private void label(String key, String value) {
      if (!value.isEmpty()) {
        inner.clear().number(1, string(key)).number(2, string(value));
        message.message(3, inner);
      }
    }

    /** A location for each frame, a function for each function; both are numbered from 1. */
    private void locations() throws IOException {
      Map<Function, Integer> functions = new HashMap<>();
      for (int i = 0; i < profile.frames().size(); i++) {
        Frame frame = profile.frames().get(i);
        int start = frame instanceof Frame.Lua lua ? lua.definedLine() : 0;
        Function function = new Function(FrameText.name(frame), FrameText.file(frame), start);
        Integer known = functions.putIfAbsent(function, functions.size() + 1);
        int id = known == null ? functions.size() : known;
        if (known == null) {
          function(id, function);
        }
        inner.clear().number(1, id).number(2, FrameText.line(frame));
        message.clear().number(1, i + 1L);
        if (frame instanceof Frame.Native c && !c.module().isEmpty()) {
          int mapping = mappings.computeIfAbsent(c.module(), m -> mappings.size() + 1);
          message.number(2, mapping);
        }
        put(field.clear().message(4, message.message(4, inner)));
      }
    }

    private void function(int id, Function function) throws IOException {
      int name = string(function.name());
      message.clear().number(1, id).number(2, name).number(3, name);
      message.number(4, string(function.file())).number(5, function.line());
      put(field.clear().message(5, message));
    }

    /** Modules, marked as having names already (7) so that nobody looks for more. */
    private void mappings() throws IOException {
      for (Map.Entry<String, Integer> mapping : mappings.entrySet()) {
        message.clear().number(1, mapping.getValue()).number(5, string(mapping.getKey()));
        message.number(7, 1);
        put(field.clear().message(3, message));
      }
    }
  }
}
