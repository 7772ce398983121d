package io.ngxscope.cli.report;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.os.OutputFiles;
import io.ngxscope.agent.recording.InternRecording;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;

/** One way to show how strings are interned. */
@FunctionalInterface
public interface InternReport {
  /**
   * Shows it.
   *
   * @param recording what was found; its texts may be hostile
   * @param out where to; left open
   * @throws IOException only from the stream
   */
  void render(InternRecording recording, OutputStream out) throws IOException;

  /**
   * The report for a file.
   *
   * @throws DiagnosticException.Usage if its extension stands for none
   */
  static InternReport forFile(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    String extension = name.substring(Math.max(0, name.lastIndexOf('.')));
    return switch (extension) {
      case ".json" -> new InternJson();
      case ".txt" -> new InternText(false);
      case ".html" -> new InternHtml();
      case ".svg" -> (recording, out) -> InternFlame.svg(recording, out);
      case ".folded" -> (recording, out) -> InternFlame.folded(recording, out);
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
  static void write(InternRecording recording, Path file, boolean force) {
    InternReport report = forFile(file);
    OutputFiles.write(file, force, stream -> report.render(recording, stream));
  }
}
