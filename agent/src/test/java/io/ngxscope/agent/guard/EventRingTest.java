package io.ngxscope.agent.guard;

import static io.ngxscope.agent.guard.Seen.block;
import static io.ngxscope.agent.guard.Seen.reading;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventRingTest {
  private static final long SECOND = 1_000_000;

  private final EventRing ring = new EventRing(10 * SECOND);

  @Test
  void itGivesBackWhatEndedSinceAMoment() {
    ring.add(block(1, 30, 1));
    ring.add(block(2, 30, 2));
    ring.add(reading(2, 0, 1));
    ring.iteration(2 * SECOND, 30_000);

    EventRing.Slice slice = ring.since(2 * SECOND);

    assertThat(slice.blocks()).containsExactly(block(2, 30, 2));
    assertThat(slice.readings()).hasSize(1);
    assertThat(slice.loopBuckets()).singleElement().satisfies(b -> assertThat(b.count()).isOne());
  }

  @Test
  void itForgetsWhatIsTooOld_andThatIsNoLoss() {
    ring.add(block(1, 30, 1));
    ring.add(block(9, 30, 2));

    ring.expire(12 * SECOND);

    assertThat(ring.since(0).blocks()).containsExactly(block(9, 30, 2));
    assertThat(ring.lost()).isZero();
  }

  @Test
  void aFloodIsBounded_andWhatWentEarlyIsCounted() {
    for (int i = 0; i < 600; i++) {
      ring.add(block(1 + i * 0.001, 30, i + 1));
    }

    assertThat(ring.since(0).blocks()).hasSize(500);
    assertThat(ring.since(0).blocks()).last().isEqualTo(block(1.599, 30, 600));
    assertThat(ring.lost()).isEqualTo(100);
  }
}
