package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTest {
  @Test
  void theHeadlineNamesFunctionLineCallAndPath() {
    assertThat(headline(Incident.recording().blocks()))
        .isEqualTo(
            "render at /srv/shop/lib/pdf.lua:88 blocked the event loop 9 times, 1.39 s in all,"
                + " at worst 212 ms, waiting in os.execute, for /report.");
  }

  @Test
  void oneBlockIsToldAsOne() {
    Block block = Incident.recording().blocks().get(0);
    assertThat(headline(List.of(block)))
        .isEqualTo(
            "render at /srv/shop/lib/pdf.lua:88 blocked the event loop once, for 96 ms,"
                + " waiting in os.execute, for /report.");
  }

  @Test
  void aTimerHasNoRequestAndThatIsSaid() {
    Block timer = Incident.recording().blocks().get(23);
    assertThat(headline(List.of(timer)))
        .isEqualTo(
            "load at /srv/shop/lib/config.lua:17 blocked the event loop once, for 41 ms,"
                + " waiting in io.read; no request was seen.");
  }

  @Test
  void noBlockIsAnAnswerWithItsMeasure() {
    Finding finding = Finding.of(with(List.of()));
    assertThat(Finding.plain(finding.headline())).isEqualTo("No block longer than 20 ms was seen.");
    assertThat(Finding.plain(finding.context()))
        .isEqualTo(
            "3 workers watched for 30.0 s, 41,225 loop iterations observed, the longest 213 ms.");
  }

  private static String headline(List<Block> blocks) {
    return Finding.plain(Finding.of(with(blocks)).headline());
  }

  private static Recording with(List<Block> blocks) {
    Recording r = Incident.recording();
    return new Recording(
        r.info(),
        r.targets(),
        blocks,
        r.samples(),
        r.workerEvents(),
        r.loopBuckets(),
        r.quality(),
        r.endUnixMicros(),
        r.complete());
  }
}
