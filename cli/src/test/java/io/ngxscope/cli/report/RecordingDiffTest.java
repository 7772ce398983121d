package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.RecordingMerge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two recordings side by side, and several as one. */
class RecordingDiffTest {
  @Test
  void aRecordingDoesNotDifferFromItself() {
    RecordingDiff diff = diff(Incident.recording(), Incident.recording());
    assertThat(diff.blocked().significant()).isFalse();
    assertThat(diff.culprits()).noneMatch(row -> row.change().significant());
    assertThat(DiffWords.headline(diff)).contains("cannot be told from chance");
  }

  @Test
  void whatIsGoneAndWhatIsNewIsSaid() throws IOException {
    RecordingDiff better = diff(steady(4), steady(0));
    assertThat(DiffWords.headline(better))
        .startsWith("The event loop is blocked less")
        .contains("gone");
    RecordingDiff worse = diff(steady(0), steady(4));
    assertThat(DiffWords.headline(worse))
        .startsWith("The event loop is blocked more")
        .contains("new");
    assertThat(page(worse)).contains("Culprits that got worse").doesNotContain("got better");
    assertThat(page(better)).contains("Culprits that got better").contains("<td>yes</td>");
  }

  @Test
  void lengthsAreEvenedOut() {
    Recording once = steady(2);
    Recording longer = steady(1);
    Recording twice =
        new Recording(
            longer.info(),
            longer.targets(),
            longer.blocks(),
            List.of(),
            List.of(),
            longer.loopBuckets(),
            longer.quality(),
            // Half as many blocks in half the time are as bad as before.
            longer.info().startUnixMicros() + TimeWindows.micros(longer) / 2,
            true);
    RecordingDiff diff = diff(once, twice);
    assertThat(diff.blocked().after()).isCloseTo(diff.blocked().before(), within(0.3));
    long before = 0;
    long after = 0;
    for (int i = 0; i < diff.profile().samples().size(); i++) {
      long weight = diff.profile().samples().weight(i);
      boolean first =
          diff.profile().labels().get(diff.profile().samples().label(i)).verdict().equals("before");
      before += first ? weight : 0;
      after += first ? 0 : weight;
    }
    assertThat((double) before).isCloseTo(after, within(0.3));
  }

  private static org.assertj.core.data.Percentage within(double share) {
    return org.assertj.core.data.Percentage.withPercentage(100 * share);
  }

  @Test
  void severalRecordingsAddUpAndTheNotesSayWhereTheyDiffer() {
    Recording one = Incident.recording();
    Recording both = RecordingMerge.of(List.of(one, one));
    assertThat(both.blocks()).hasSize(2 * one.blocks().size());
    assertThat(both.targets()).isEqualTo(one.targets());
    assertThat(TimeWindows.iterations(both)).isEqualTo(2 * TimeWindows.iterations(one));
    assertThat(both.quality().stops()).isEqualTo(2 * one.quality().stops());
    assertThat(both.quality().notes()).contains("2 recordings are shown as one.");
    assertThat(RecordingMerge.of(List.of(one))).isSameAs(one);
  }

  private static RecordingDiff diff(Recording before, Recording after) {
    return RecordingDiff.of(before, after, RecordingDiff.Per.SECOND);
  }

  private static String page(RecordingDiff diff) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DiffReport.write(diff, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** So many blocks of 25 to 34 ms in each of 40 stretches of the made-up incident's time. */
  static Recording steady(int perStretch) {
    Recording r = Incident.recording();
    long span = TimeWindows.micros(r);
    List<Block> blocks = new ArrayList<>();
    Block like = r.blocks().get(0);
    for (int i = 0; i < 40 * perStretch; i++) {
      long micros = 25_000L + i * 7_919L % 10_000;
      blocks.add(
          new Block(
              like.worker(),
              r.info().startUnixMicros() + span * i / (40L * perStretch),
              micros,
              micros,
              0,
              like.request(),
              like.phase(),
              List.of(),
              like.stacks(),
              false));
    }
    return new Recording(
        r.info(),
        r.targets(),
        blocks,
        List.of(),
        List.of(),
        r.loopBuckets(),
        r.quality(),
        r.endUnixMicros(),
        true);
  }
}
