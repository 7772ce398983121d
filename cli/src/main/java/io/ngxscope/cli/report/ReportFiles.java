package io.ngxscope.cli.report;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.os.OutputFiles;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.recording.Recording;
import java.nio.file.Path;

/** Writes reports into files. */
public final class ReportFiles {
  private ReportFiles() {}

  /**
   * Writes a report in the format that the extension names, readable by the owner alone.
   *
   * @param out the file
   * @param force replace a file that is there
   * @throws DiagnosticException.Usage if the format is unknown or the file is there already
   * @throws DiagnosticException if it cannot be written
   */
  public static void write(Recording recording, Path out, boolean force) {
    Report report = ReportFormats.forFile(out);
    OutputFiles.write(out, force, stream -> report.render(recording, stream));
  }

  /**
   * The same for stacks that come from no recording.
   *
   * @throws DiagnosticException.Usage if the format is unknown or the file is there already
   * @throws DiagnosticException if it cannot be written
   */
  public static void write(Profile profile, ProfileFacts facts, Path out, boolean force) {
    ProfileReport report = ReportFormats.ofStacksForFile(out);
    OutputFiles.write(out, force, stream -> report.render(profile, facts, stream));
  }

  /**
   * Writes a comparison: a page, text or JSON.
   *
   * @throws DiagnosticException if the format is unknown or the file cannot be written
   */
  public static void write(RecordingDiff diff, Path out, boolean force) {
    checkDiff(out);
    String name = String.valueOf(out.getFileName());
    OutputFiles.write(
        out,
        force,
        stream -> {
          if (name.endsWith(".html")) {
            DiffReport.write(diff, stream);
          } else if (name.endsWith(".json")) {
            DiffText.json(diff, stream);
          } else {
            DiffText.print(diff, false, stream);
          }
        });
  }

  /**
   * Checks that there is a format for a comparison of that name.
   *
   * @throws DiagnosticException.Usage if there is none
   */
  public static void checkDiff(Path out) {
    if (!String.valueOf(out.getFileName()).matches(".*\\.(html|json|txt)")) {
      throw new DiagnosticException.Usage(
          "no format of comparisons is known for " + out,
          "end the name with one of: .html .json .txt");
    }
  }
}
