package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.aggregate.FoldedStacks;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.RecordingReader;
import io.ngxscope.agent.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every stable format of the made-up incident, byte by byte. */
class ReportGoldenTest {
  @TempDir Path folder;

  @Test
  void json() throws IOException {
    Golden.check("incident.json", Rendered.by(new JsonReport(), Incident.recording()));
  }

  @Test
  void text() throws IOException {
    Golden.check("incident.txt", Rendered.by(new TextReport(false), Incident.recording()));
  }

  @Test
  void folded() throws IOException {
    String folded = Rendered.by(new FoldedReport(), Incident.recording());
    Golden.check("incident.folded", folded);
    assertThat(folded.lines().map(FoldedStacks::decode)).allMatch(java.util.Optional::isPresent);
  }

  @Test
  void svg() throws IOException {
    Golden.check("incident.svg", Rendered.by(new SvgReport(), Incident.recording()));
  }

  @Test
  void colourOnlyAddsEscapesToTheText() {
    String plain = Rendered.by(new TextReport(false), Incident.recording());
    String colored = Rendered.by(new TextReport(true), Incident.recording());
    assertThat(plain).doesNotContain("\u001b");
    assertThat(colored).contains("\u001b[");
    assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
  }

  @Test
  void aRecordingOnDiskGivesTheSameReportsAsTheCaptureItself() {
    Recording live = Incident.recording();
    Path file = folder.resolve("incident.ngxr");
    try (RecordingWriter writer = RecordingWriter.open(file, false, live.info())) {
      live.targets().forEach(writer::target);
      live.workerEvents().forEach(writer::event);
      live.blocks().forEach(writer::event);
      writer.loop(live.loopBuckets());
      live.loopSlices().forEach(writer::loopSlice);
      writer.quality(live.quality());
      writer.finish(live.endUnixMicros());
    }
    Recording read = RecordingReader.read(file);
    assertThat(read).isEqualTo(live);
    for (Report report :
        List.of(
            new JsonReport(),
            new HtmlReport(),
            ReportFormats.ofStacks(new SvgReport()),
            ReportFormats.ofStacks(new FoldedReport()))) {
      assertThat(Rendered.by(report, read)).isEqualTo(Rendered.by(report, live));
    }
  }
}
