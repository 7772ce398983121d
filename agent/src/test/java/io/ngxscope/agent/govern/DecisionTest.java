package io.ngxscope.agent.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ngxscope.agent.govern.Decision.Burst;
import io.ngxscope.agent.govern.Decision.Proceed;
import io.ngxscope.agent.govern.Decision.Refuse;
import io.ngxscope.agent.govern.Decision.Unsafe;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void givenACostWithinTheBudget_thenProbesStayAllOfTheTime() {
    assertThat(decide(4.9, MINUTE)).isInstanceOf(Proceed.class);
    assertThat(decide(0, Duration.ofMillis(1))).isInstanceOf(Proceed.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {6, 20, 100, 500, 1_900})
  void givenMore_thenBurstsKeepTheMeanWithinTheBudgetAndEachIsShort(double percent) {
    Burst burst = (Burst) decide(percent, MINUTE);

    double share = percent / (100 + percent); // what of a burst's time goes into hits
    double cost = burst.length().toNanos() * share;
    assertThat(cost).isLessThanOrEqualTo(Decision.BURST_NANOS + 1.0);
    double mean = 100 * cost / burst.length().plus(burst.pause()).toNanos();
    assertThat(mean).isCloseTo(5, within(0.01));
  }

  @Test
  void givenACaptureTooShortForOneBurst_thenItIsRefusedWithNumbers() {
    Refuse refuse = (Refuse) decide(500, Duration.ofSeconds(1));

    assertThat(refuse.why()).contains("120 ms", "10.0 percent", "1.0 s");
  }

  @Test
  void givenAWorkerThatWouldHardlyMove_thenItIsRefused() {
    assertThat(decide(2_001, MINUTE)).isInstanceOf(Refuse.class);
  }

  @Test
  void givenTheUserInsists_thenItGoesOnAndSaysSo() {
    Forecast forecast = new Forecast(3_000, 1e6, 100);

    assertThat(Decision.of(forecast, new Budget(5, true), MINUTE)).isInstanceOf(Unsafe.class);
    assertThat(Decision.of(new Forecast(1, 1, 1), new Budget(5, true), MINUTE))
        .isInstanceOf(Proceed.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 101, Double.NaN})
  void givenABudgetThatMakesNoSense_thenItIsRefused(double percent) {
    assertThatThrownBy(() -> new Budget(percent, false)).isInstanceOf(Usage.class);
  }

  private static Decision decide(double percent, Duration duration) {
    return Decision.of(new Forecast(percent, percent * 10_000, 50), Budget.STANDARD, duration);
  }
}
