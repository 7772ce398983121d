package io.ngxscope.agent.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.TooCostly;
import org.junit.jupiter.api.Test;

class SampleCostTest {
  @Test
  void givenARateWithinTheBudget_thenItIsAllowed() {
    assertThatCode(() -> SampleCost.require(1_428, Budget.STANDARD)).doesNotThrowAnyException();
    assertThatCode(() -> SampleCost.require(4_999, new Budget(5, true))).doesNotThrowAnyException();
  }

  @Test
  void givenMore_thenItIsRefusedAndARateThatWillDoIsNamed() {
    assertThatThrownBy(() -> SampleCost.require(4_999, Budget.STANDARD))
        .isInstanceOf(TooCostly.class)
        .hasMessageContaining("17.5 percent")
        .satisfies(e -> assertThat(((DiagnosticException) e).advice()).contains("--hz 1428 "));
  }

  @Test
  void theBillIsThatOfOneWorker() {
    assertThat(SampleCost.bill(2_000, 2, 10_000_000)).startsWith("overhead 0.35 % of a processor");
    assertThat(SampleCost.bill(0, 0, 0)).contains("0.00 %", "0 samples");
  }
}
