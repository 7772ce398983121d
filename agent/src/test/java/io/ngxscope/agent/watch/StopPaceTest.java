package io.ngxscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StopPaceTest {
  @Test
  void aBlockOfASecondIsStoppedSomeTensOfTimesNotAThousand() {
    StopPace pace = new StopPace();
    int stops = 0;
    for (long micros = 20_000; micros < 1_000_000; micros += 1_000) {
      if (pace.due(micros)) {
        stops++;
      }
    }
    assertThat(stops).isBetween(15, 40);
  }

  @Test
  void everyBlockIsStoppedAtItsFirstTickOverTheThreshold() {
    StopPace pace = new StopPace();
    assertThat(pace.due(20_000)).isTrue();
    pace.reset();
    assertThat(pace.due(21_000)).isTrue();
  }
}
