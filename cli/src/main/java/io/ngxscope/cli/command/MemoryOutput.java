package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.recording.MemoryRecording;
import io.ngxscope.agent.recording.MemoryRecordings;
import io.ngxscope.cli.report.MemoryReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Prints what was found about memory, and writes the files that were asked for. */
final class MemoryOutput {
  private MemoryOutput() {}

  /** The files of {@code -o}, refused before a long capture rather than after it. */
  static List<Path> files(Invocation invocation) {
    CaptureOptions.checkRecord(invocation);
    return CaptureOptions.outputs(invocation, MemoryReport::forFile);
  }

  static void report(Invocation invocation, MemoryRecording recording, List<Path> files) {
    MemoryReport report =
        invocation.json() ? MemoryReport.json() : MemoryReport.text(invocation.color());
    try {
      report.render(recording, invocation.out());
    } catch (IOException e) {
      throw new ProbeFailed("standard output could not be written", "is its reader gone?");
    }
    invocation.out().flush();
    CaptureOptions.writeAll(
        invocation, files, (file, force) -> MemoryReport.write(recording, file, force));
  }

  /**
   * The recording of a capture, if it was asked for; written first, since reports can be made of
   * it.
   */
  static void record(Invocation invocation, MemoryRecording recording) {
    Path file = CaptureOptions.recordFile(invocation);
    if (file != null) {
      MemoryRecordings.write(recording, file, CaptureOptions.forced(invocation));
      invocation.screen().note("wrote " + file);
    }
  }
}
