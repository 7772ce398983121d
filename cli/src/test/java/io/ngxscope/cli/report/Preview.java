package io.ngxscope.cli.report;

import java.nio.file.Path;

/** Writes the made-up incident in every format into a folder, to be looked at. */
final class Preview {
  private Preview() {}

  public static void main(String[] args) {
    for (String extension : ReportFormats.list().split(" ")) {
      ReportFiles.write(Incident.recording(), Path.of(args[0], "incident" + extension), true);
    }
  }
}
