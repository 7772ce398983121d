package io.ngxscope.cli.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.agent.session.GuardStatus;
import io.ngxscope.cli.report.JsonReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The answer to the order {@code status}: one line of JSON. */
public final class StatusText {
  private StatusText() {}

  /**
   * The line.
   *
   * @param written bundles that were written since the agent began
   * @param waiting bundles that wait for room on the disk
   * @param dropped bundles that were given up
   */
  public static String of(GuardStatus status, long written, int waiting, long dropped) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = SafeJson.generator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("schema", JsonReport.SCHEMA);
      json.writeNumberField("since_unix_ms", status.sinceUnixMicros() / 1000);
      json.writeNumberField("unix_ms", status.unixMicros() / 1000);
      json.writeNumberField("blocks", status.blocks());
      json.writeNumberField("captures", status.captures());
      json.writeNumberField("open_captures", status.openCaptures());
      json.writeNumberField("bundles_written", written);
      json.writeNumberField("bundles_waiting", waiting);
      json.writeNumberField("bundles_dropped", dropped);
      json.writeNumberField("look_ms", status.lookMicros() / 1000);
      json.writeNumberField("self_cpu_ms", status.selfCpuMicros() / 1000);
      if (status.inFlight().isPresent()) {
        json.writeNumberField("requests_in_flight", status.inFlight().getAsLong());
      }
      json.writeArrayFieldStart("workers");
      for (TargetInfo worker : status.workers()) {
        json.writeStartObject();
        json.writeNumberField("pid", worker.key().pid().value());
        json.writeNumberField("master_pid", worker.masterPid());
        json.writeStringField("exe", worker.exe());
        json.writeStringField("prefix", worker.prefix());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
