package io.ngxscope.agent.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.InternCalls;
import io.ngxscope.agent.stream.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows of all bursts add up. */
class InternTallyTest {
  private static Row row(String kind, String... columns) {
    return new Row(kind, List.of(columns));
  }

  @Test
  void givenRowsOfTwoBursts_whenSummedUp_thenTheyAreOne() {
    InternTally tally = new InternTally();
    for (int burst = 0; burst < 2; burst++) {
      assertThat(tally.row(row("TOTALS", "100", "5", "50", "1", "2"))).isTrue();
      tally.row(row("LENGTH", "4", "a", "4"));
    }
    tally.row(row("TIME", "18", "3e8"));
    tally.row(row("TIME", "18", "bb8"));

    InternCalls calls = tally.sum(new InternTally.Bursts(1000, 2, 4000, 10), 499, List.of());

    assertThat(calls.counts()).isEqualTo(new InternCalls.Counts(20, 0x200, 8, 10, 0xa0, 2, 4));
    assertThat(calls.counts().hits()).isEqualTo(12);
    assertThat(calls.coverage()).isEqualTo(0.25);
    InternCalls.Length length = calls.byLength().get(0);
    assertThat(length.from()).isEqualTo(16);
    assertThat(length.to()).isEqualTo(31);
    assertThat(length.timed()).isEqualTo(2);
    assertThat(length.totalMicros()).isEqualTo(4);
    assertThat(length.p50Micros()).isEqualTo(1);
  }

  @Test
  void givenACallWhoseSampleWasLost_whenItIsTold_thenNobodyIsBlamed() {
    InternTally tally = new InternTally();

    assertThat(tally.row(row("CALLED", "1", "10", "0"))).isTrue();
    assertThat(tally.row(row("OTHER"))).isFalse();

    assertThat(tally.sum(new InternTally.Bursts(1, 1, 1, 0), 1, List.of()).callers()).isEmpty();
  }
}
