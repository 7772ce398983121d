package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.Samples;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;

/** For https://www.speedscope.app: one profile of samples, in the order of the recording. */
public final class SpeedscopeReport implements ProfileReport {
  private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";

  /** A report without options. */
  public SpeedscopeReport() {}

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.writeStartObject();
      json.writeStringField("$schema", SCHEMA);
      json.writeStringField("exporter", "ngxscope");
      json.writeStringField("name", Printable.of(facts.title()));
      json.writeNumberField("activeProfileIndex", 0);
      frames(profile, json);
      json.writeArrayFieldStart("profiles");
      samples(profile, facts, json);
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void frames(Profile profile, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("shared");
    json.writeArrayFieldStart("frames");
    for (Frame frame : profile.frames()) {
      json.writeStartObject();
      json.writeStringField("name", FrameText.name(frame));
      json.writeStringField("file", FrameText.file(frame));
      if (FrameText.line(frame) > 0) {
        json.writeNumberField("line", FrameText.line(frame));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void samples(Profile profile, ProfileFacts facts, JsonGenerator json)
      throws IOException {
    Samples samples = profile.samples();
    json.writeStartObject();
    json.writeStringField("type", "sampled");
    json.writeStringField("name", Printable.of(facts.title()));
    json.writeStringField("unit", unit(profile.unit()));
    json.writeNumberField("startValue", 0);
    json.writeNumberField("endValue", profile.total());
    json.writeArrayFieldStart("samples");
    int[] path = new int[64];
    for (int i = 0; i < samples.size(); i++) {
      int depth = 0;
      for (int node = samples.node(i); node > 0; node = profile.parent(node)) {
        if (depth == path.length) {
          path = java.util.Arrays.copyOf(path, 2 * depth);
        }
        path[depth++] = profile.frame(node);
      }
      json.writeStartArray();
      while (depth > 0) {
        json.writeNumber(path[--depth]);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("weights");
    for (int i = 0; i < samples.size(); i++) {
      json.writeNumber(samples.weight(i));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String unit(String unit) {
    return switch (unit) {
      case "microseconds", "bytes" -> unit;
      default -> "none";
    };
  }
}
