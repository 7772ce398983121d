package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.Samples;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Stacks of other tools as JSON: frames in the words of schema 1, then stacks as lists of their
 * numbers, outermost first.
 */
public final class StacksJsonReport implements ProfileReport {
  /** A report without options. */
  public StacksJsonReport() {}

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", JsonReport.SCHEMA);
      json.writeStringField("command", "flame");
      json.writeStringField("title", facts.title());
      json.writeStringField("unit", profile.unit());
      json.writeNumberField("total", profile.total());
      json.writeArrayFieldStart("notes");
      for (String note : facts.notes()) {
        json.writeString(note);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("frames");
      for (Frame frame : profile.frames()) {
        BlockJson.frame(frame, json);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("stacks");
      Samples samples = profile.samples();
      for (int i = 0; i < samples.size(); i++) {
        stack(profile, i, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void stack(Profile profile, int sample, JsonGenerator json) throws IOException {
    int depth = 0;
    for (int node = profile.samples().node(sample); node > 0; node = profile.parent(node)) {
      depth++;
    }
    int[] path = new int[depth];
    for (int node = profile.samples().node(sample); node > 0; node = profile.parent(node)) {
      path[--depth] = profile.frame(node);
    }
    json.writeStartObject();
    json.writeNumberField("weight", profile.samples().weight(sample));
    json.writeFieldName("frames");
    json.writeArray(path, 0, path.length);
    json.writeEndObject();
  }
}
