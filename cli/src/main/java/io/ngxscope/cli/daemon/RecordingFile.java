package io.ngxscope.cli.daemon;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.RecordingWriter;
import java.nio.file.Path;

/** Writes a recording that is complete already. */
public final class RecordingFile {
  private RecordingFile() {}

  /**
   * Writes it.
   *
   * @param file nothing may be there
   * @throws DiagnosticException if it cannot be written
   */
  public static void write(Recording recording, Path file) {
    try (RecordingWriter writer = RecordingWriter.open(file, false, recording.info())) {
      recording.targets().forEach(writer::target);
      recording.workerEvents().forEach(writer::event);
      recording.blocks().forEach(writer::event);
      recording.samples().forEach(writer::event);
      writer.loop(recording.loopBuckets());
      writer.quality(recording.quality());
      writer.finish(recording.endUnixMicros());
    }
  }
}
