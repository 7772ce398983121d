package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.SampleLabels;
import io.ngxscope.agent.profile.Samples;
import java.io.IOException;
import java.io.OutputStream;

/**
 * OpenTelemetry profiles: one {@code ProfilesData} message of {@code
 * opentelemetry.proto.profiles.v1development}, as of opentelemetry-proto 1.11.0. That format is
 * alpha: later versions may give the fields, whose numbers stand below, another meaning.
 */
public final class OtlpReport implements ProfileReport {
  /** A report without options. */
  public OtlpReport() {}

  @Override
  public void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException {
    Writing writing = new Writing(profile);
    ProtobufWriter profiles = writing.profile(facts);
    ProtobufWriter scope = new ProtobufWriter().text(1, "ngxscope");
    ProtobufWriter ofScope = new ProtobufWriter().message(1, scope).message(2, profiles);
    ProtobufWriter ofResource =
        new ProtobufWriter().message(1, new ProtobufWriter()).message(2, ofScope);
    new ProtobufWriter().message(1, ofResource).writeTo(out);
    new ProtobufWriter().message(2, writing.dictionary()).writeTo(out);
  }

  private static final class Writing {
    private final Profile profile;
    private final OtlpTables tables = new OtlpTables();
    private final ProtobufWriter message = new ProtobufWriter();
    private final ProtobufWriter inner = new ProtobufWriter();

    Writing(Profile profile) {
      this.profile = profile;
      for (Frame frame : profile.frames()) {
        tables.location(frame);
      }
    }

    ProtobufWriter profile(ProfileFacts facts) {
      ProtobufWriter written = new ProtobufWriter();
      boolean time = profile.unit().equals("microseconds");
      String type = time ? "time" : profile.unit().equals("bytes") ? "space" : "samples";
      String unit = type.equals("samples") ? "count" : profile.unit();
      message.clear().number(1, tables.string(type)).number(2, tables.string(unit));
      written.message(1, message);
      samples(written);
      written.fixed(3, facts.startUnixMicros() * 1000).number(4, facts.durationMicros() * 1000);
      return written;
    }

    private void samples(ProtobufWriter written) {
      Samples samples = profile.samples();
      for (int i = 0; i < samples.size(); i++) {
        message.clear().number(1, stack(samples.node(i)));
        attributes(profile.labels().get(samples.label(i)));
        inner.clear().varint(samples.weight(i));
        written.message(2, message.message(4, inner));
      }
    }

    /** The number of the stack that ends at a node, innermost frame first. */
    private int stack(int end) {
      inner.clear();
      for (int node = end; node > 0; node = profile.parent(node)) {
        inner.varint(profile.frame(node) + 1L); // locations are numbered from 1
      }
      return tables.stack(end, new ProtobufWriter().message(1, inner));
    }

    private void attributes(SampleLabels labels) {
      inner.clear();
      if (labels.pid() > 0) {
        inner.varint(tables.number("process.pid", labels.pid()));
      }
      text("http.request.method", labels.method());
      text("url.path", labels.uri());
      text("ngxscope.verdict", labels.verdict());
      message.message(2, inner);
    }

    private void text(String key, String value) {
      if (!value.isEmpty()) {
        inner.varint(tables.text(key, value));
      }
    }

    ProtobufWriter dictionary() {
      return tables.written();
    }
  }
}
