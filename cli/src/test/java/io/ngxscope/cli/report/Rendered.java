package io.ngxscope.cli.report;

import io.ngxscope.agent.recording.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reports as text, for tests. */
final class Rendered {
  private Rendered() {}

  static String by(ProfileReport report, Recording recording) {
    return by(ReportFormats.ofStacks(report), recording);
  }

  static String by(Report report, Recording recording) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      report.render(recording, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
