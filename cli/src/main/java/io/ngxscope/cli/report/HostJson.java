package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.HostInfo;
import java.io.IOException;

/** The field {@code host} of every document that has one. */
public final class HostJson {
  private HostJson() {}

  /**
   * Writes the field into the object that is open.
   *
   * @throws IOException only from the generator's stream
   */
  public static void write(HostInfo host, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("host");
    json.writeStringField("hostname", host.hostname());
    json.writeStringField("os", host.os());
    json.writeStringField("kernel", host.kernel());
    json.writeStringField("cpu_model", host.cpuModel());
    json.writeNumberField("cpus", host.cpus());
    json.writeNumberField("memory_bytes", host.memoryBytes());
    json.writeEndObject();
  }
}
