package io.ngxscope.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void eachDoublingIsOneStepHigher() {
    List<Long> micros =
        List.of(
            9_999L, 10_000L, 20_000L, 40_000L, 80_000L, 160_000L, 320_000L, 640_000L, 1_280_000L);

    assertThat(Sparkline.of(micros, 9, false)).isEqualTo(" .:-=+*%#");
    assertThat(Sparkline.of(micros, 9, true)).isEqualTo(" ▁▂▃▄▅▆▇█");
  }

  @Test
  void theYoungestStandsAtTheRight() {
    assertThat(Sparkline.of(List.of(50_000L), 5, false)).isEqualTo("    -");
    assertThat(Sparkline.of(List.of(1L, 2L, 3L, 50_000L), 2, false)).isEqualTo(" -");
    assertThat(Sparkline.of(List.of(), 3, true)).isEqualTo("   ");
  }
}
