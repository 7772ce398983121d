package io.ngxscope.cli.report;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.os.OutputFiles;
import io.ngxscope.agent.recording.HeapRecording;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;

/** One way to show a heap. */
@FunctionalInterface
public interface HeapReport {
  /**
   * Shows it.
   *
   * @param recording what was found; its texts may be hostile
   * @param out where to; left open
   * @throws IOException only from the stream
   */
  void render(HeapRecording recording, OutputStream out) throws IOException;

  /**
   * The report for a file.
   *
   * @throws DiagnosticException.Usage if its extension stands for none
   */
  static HeapReport forFile(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    String extension = name.substring(Math.max(0, name.lastIndexOf('.')));
    return switch (extension) {
      case ".json" -> new HeapJson();
      case ".txt" -> new HeapText(false);
      case ".html" -> new HeapHtml();
      case ".svg" ->
          (recording, out) -> RetentionSvg.render(recording.info(), recording.paths(), out);
      case ".folded" -> (recording, out) -> RetentionFolded.render(recording.paths(), out);
      default ->
          throw new DiagnosticException.Usage(
              "no report format is known for " + file,
              "end the name with one of: .folded .html .json .svg .txt");
    };
  }

  /**
   * Writes a report in the format that the extension names, readable by the owner alone.
   *
   * @param force replace a file that is there
   */
  static void write(HeapRecording recording, Path file, boolean force) {
    HeapReport report = forFile(file);
    OutputFiles.write(file, force, stream -> report.render(recording, stream));
  }
}
