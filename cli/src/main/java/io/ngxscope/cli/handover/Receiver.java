package io.ngxscope.cli.handover;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.cli.daemon.IncidentJson;
import io.ngxscope.cli.report.ReportFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Who is told of an incident.
 *
 * @param kind in which way
 * @param uri the whole address of a webhook, the root of a server of profiles
 */
public record Receiver(Kind kind, URI uri) {
  private static final String NAME = "ngxscope";
  private static final String BOUNDARY = "ngxscope-profile-7d1c0f5e";

  /** The ways. */
  public enum Kind {
    /** JSON with the summary, to any address. */
    WEBHOOK,
    /** A profile, as Pyroscope takes it. */
    PYROSCOPE,
    /** A profile, as Parca takes it. */
    PARCA
  }

  /**
   * The request that tells of an incident.
   *
   * @return empty if there is nothing to send: no stack was seen
   * @throws IOException never: everything is made in memory
   */
  Optional<HttpRequest.Builder> request(Incident incident) throws IOException {
    if (kind == Kind.WEBHOOK) {
      return Optional.of(post(uri, "application/json", summary(incident)));
    }
    Recording recording = incident.recording();
    if (recording.blocks().isEmpty() && recording.samples().isEmpty()) {
      return Optional.empty();
    }
    byte[] pprof = pprof(recording);
    return Optional.of(
        kind == Kind.PYROSCOPE ? pyroscope(recording, pprof) : parca(recording, pprof));
  }

  private static HttpRequest.Builder post(URI uri, String type, byte[] body) {
    return HttpRequest.newBuilder(uri)
        .header("Content-Type", type)
        .POST(BodyPublishers.ofByteArray(body));
  }

  private static byte[] summary(Incident incident) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = SafeJson.generator(bytes)) {
      json.writeStartObject();
      json.writeStringField("hostname", hostname(incident.recording()));
      IncidentJson.summary(incident, json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static byte[] pprof(Recording recording) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ReportFormats.forFile(Path.of("profile.pb.gz")).render(recording, bytes);
    return bytes.toByteArray();
  }

  private static String hostname(Recording recording) {
    return recording.info().host().hostname();
  }

  /** {@code POST /ingest} with the profile as a part of a form. */
  private HttpRequest.Builder pyroscope(Recording recording, byte[] pprof) throws IOException {
    String name = NAME + "{hostname=\"" + label(hostname(recording)) + "\"}";
    String query =
        "?name="
            + URLEncoder.encode(name, StandardCharsets.UTF_8)
            + "&from="
            + recording.info().startUnixMicros() / 1_000_000
            + "&until="
            + recording.endUnixMicros() / 1_000_000
            + "&spyName="
            + NAME;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"profile\"; filename=\"profile.pprof\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n";
    body.write(head.getBytes(StandardCharsets.US_ASCII));
    body.write(pprof);
    body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    String type = "multipart/form-data; boundary=" + BOUNDARY;
    return post(under("/ingest" + query), type, body.toByteArray());
  }

  /** What may stand in a label of Pyroscope's names. */
  private static String label(String text) {
    return text.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  /** {@code ProfileStoreService.WriteRaw} through its JSON gateway. */
  private HttpRequest.Builder parca(Recording recording, byte[] pprof) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = SafeJson.generator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("series");
      json.writeStartObject();
      json.writeObjectFieldStart("labels");
      json.writeArrayFieldStart("labels");
      labelPair("__name__", NAME, json);
      labelPair("hostname", hostname(recording), json);
      json.writeEndArray();
      json.writeEndObject();
      json.writeArrayFieldStart("samples");
      json.writeStartObject();
      json.writeStringField("rawProfile", Base64.getEncoder().encodeToString(pprof));
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    return post(under("/api/profiles/writeraw"), "application/json", bytes.toByteArray());
  }

  private static void labelPair(String name, String value, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("value", value);
    json.writeEndObject();
  }

  private URI under(String path) {
    String root = uri.toString();
    return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
  }
}
