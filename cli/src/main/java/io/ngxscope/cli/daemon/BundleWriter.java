package io.ngxscope.cli.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.os.OutputFiles;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.cli.report.HostJson;
import io.ngxscope.cli.report.JsonReport;
import io.ngxscope.cli.report.ReportFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes what belongs to an incident into a folder. */
final class BundleWriter {
  /** Small files of the kernel that say how the host did, as they are. */
  private static final List<String> KERNEL =
      List.of("loadavg", "meminfo", "uptime", "pressure/cpu", "pressure/memory", "pressure/io");

  private static final int MAX_KERNEL_BYTES = 4_096;

  private BundleWriter() {}

  /** Writes all files of a bundle. */
  static void write(Incident incident, Path folder) {
    Recording recording = incident.recording();
    RecordingFile.write(recording, folder.resolve("recording.ngxr"));
    ReportFiles.write(recording, folder.resolve("report.json"), false);
    OutputFiles.write(folder.resolve("bundle.json"), false, out -> bundle(incident, out));
    OutputFiles.write(folder.resolve("host.json"), false, out -> host(recording, out));
    OutputFiles.write(
        folder.resolve("summary.txt"),
        false,
        out -> out.write((Summary.of(incident) + "\n").getBytes(StandardCharsets.UTF_8)));
    ReportFiles.write(recording, folder.resolve("report.html"), false);
  }

  private static void bundle(Incident incident, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      IncidentJson.summary(incident, json);
      json.writeArrayFieldStart("readings");
      for (WorkerReading reading : incident.readings()) {
        reading(reading, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void reading(WorkerReading reading, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", reading.worker().pid().value());
    json.writeNumberField("unix_ms", reading.unixMicros() / 1000);
    json.writeNumberField("cpu_ms", reading.cpuMicros() / 1000);
    json.writeNumberField("runqueue_ms", reading.waitMicros() / 1000);
    json.writeNumberField("rss_bytes", reading.residentBytes());
    json.writeNumberField("gc_bytes", reading.lua().bytes());
    json.writeStringField("gc_state", reading.lua().gcState());
    json.writeNumberField("strings", reading.lua().strings());
    json.writeNumberField("string_slots", reading.lua().stringSlots());
    json.writeEndObject();
  }

  private static void host(Recording recording, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("schema", JsonReport.SCHEMA);
      HostJson.write(recording.info().host(), json);
      json.writeObjectFieldStart("proc");
      for (String name : KERNEL) {
        json.writeStringField(name, kernel(name));
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static String kernel(String name) {
    try {
      String text = Files.readString(Path.of("/proc", name));
      return text.length() > MAX_KERNEL_BYTES ? text.substring(0, MAX_KERNEL_BYTES) : text;
    } catch (IOException e) {
      return ""; // not every kernel has all of them
    }
  }
}
