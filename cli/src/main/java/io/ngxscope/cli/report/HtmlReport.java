package io.ngxscope.cli.report;

import io.ngxscope.agent.recording.Recording;
import java.io.IOException;
import java.io.OutputStream;

/** One page for one incident: see {@link PageContents} for what stands on it. */
public final class HtmlReport implements Report {
  /** A report without options. */
  public HtmlReport() {}

  @Override
  public void render(Recording recording, OutputStream out) throws IOException {
    new Page(
            PageSections.title(recording),
            PageSections.head(recording),
            PageContents.html(PageContents.FINDINGS, recording),
            PageContents.html(PageContents.DETAILS, recording),
            FlameTree.of(RecordingProfile.of(recording)),
            recording)
        .write(out);
  }
}
