package io.ngxscope.cli.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.guard.Trigger;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.cli.report.JsonReport;
import java.io.IOException;

/** An incident in a few fields. */
public final class IncidentJson {
  private IncidentJson() {}

  /**
   * Writes what was found and why into the object that is open.
   *
   * @throws IOException only from the generator's stream
   */
  public static void summary(Incident incident, JsonGenerator json) throws IOException {
    Trigger trigger = incident.trigger();
    Recording recording = incident.recording();
    json.writeNumberField("schema", JsonReport.SCHEMA);
    json.writeStringField("summary", Summary.of(incident));
    json.writeStringField("instance", incident.instance());
    json.writeStringField("trigger", trigger.source());
    json.writeStringField("rule", trigger.rule());
    json.writeNumberField("value", trigger.value());
    json.writeNumberField("trigger_unix_ms", trigger.unixMicros() / 1000);
    json.writeNumberField("start_unix_ms", recording.info().startUnixMicros() / 1000);
    json.writeNumberField("end_unix_ms", recording.endUnixMicros() / 1000);
    if (trigger.worker() != null) {
      json.writeNumberField("pid", trigger.worker().pid().value());
    }
    json.writeNumberField("blocks", recording.blocks().size());
    json.writeNumberField("samples", recording.samples().size());
  }
}
