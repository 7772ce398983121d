package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.recording.Recording;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recordings at the edges: nothing in them, one thing, too much depth, nonsense times. */
class EdgeCasesTest {
  static Stream<Report> reports() {
    return Stream.of(
        new HtmlReport(),
        new JsonReport(),
        ReportFormats.ofStacks(new SvgReport()),
        ReportFormats.ofStacks(new FoldedReport()),
        ReportFormats.ofStacks(new SpeedscopeReport()),
        ReportFormats.ofStacks(new FirefoxReport()),
        ReportFormats.ofStacks(new CsvReport()),
        ReportFormats.ofStacks(new StacksJsonReport()),
        ReportFormats.ofStacks(new FlameText(false)),
        ReportFormats.ofStacks(new FlamePage()),
        new TextReport(true));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void nothingAtAllIsShownAsNothing(Report report) {
    String shown = Rendered.by(report, recording(List.of(), Incident.START));
    assertThat(shown).doesNotContain("NaN", "Infinity");
  }

  @ParameterizedTest
  @MethodSource("reports")
  void aBlockWithoutStackRequestOrTimeIsShown(Report report) {
    Block block =
        new Block(
            Incident.WORKERS.get(0), 0, 0, 0, 0, null, Phase.UNKNOWN, List.of(), List.of(), true);
    String shown = Rendered.by(report, recording(List.of(block), 0));
    assertThat(shown).doesNotContain("NaN", "Infinity");
  }

  @ParameterizedTest
  @MethodSource("reports")
  void stacksOfThousandsOfFramesAreShown(Report report) {
    Stack deep = new Stack(Collections.nCopies(5_000, new Frame.Fast("again")));
    Block block =
        new Block(
            Incident.WORKERS.get(0),
            Incident.START,
            30_000,
            30_000,
            0,
            null,
            Phase.CONTENT,
            List.of(),
            List.of(Incident.on(30_000, deep)),
            false);
    assertThat(Rendered.by(report, recording(List.of(block), Incident.START + 1)))
        .contains("again");
  }

  private static Recording recording(List<Block> blocks, long end) {
    return new Recording(
        Incident.info(),
        List.of(),
        blocks,
        List.of(),
        List.of(),
        List.of(),
        Quality.NONE,
        end,
        true);
  }
}
