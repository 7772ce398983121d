package io.ngxscope.agent.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhenExpressionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arg0 | (((arg0 != 0)))",
        "arg2 > 1000 | (((arg2 > 1000)))",
        "arg1==0x10 | (((arg1 == 16)))",
        "len(arg0) == 4 && arg5 != 1 | (((*(uint64 *)arg0 == 4) && (arg5 != 1)))",
        "!arg1 || arg2 & 7 < 3 | ((!((arg1 != 0))) || (((arg2 & 7) < 3)))",
        "(arg0 == 1 || arg0 == 2) && arg1 | ((((((arg0 == 1)) || ((arg0 == 2)))) && (arg1 != 0)))",
      })
  void aConditionIsWrittenAnewForTheTracer(String text, String tracer) {
    assertThat(WhenExpression.toTracer(text).replace(" ", ""))
        .satisfies(
            written ->
                assertThat(written.replaceAll("[()]", ""))
                    .isEqualTo(tracer.replaceAll("[() ]", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "arg6",
        "arg0 >",
        "arg0 == 1; system(\"id\")",
        "/ { system(\"id\") } /",
        "len(3)",
        "(arg0",
        "arg0 arg1",
        "arg0 == \"x\"",
        "0x",
      })
  void whatIsNoConditionIsRefused(String text) {
    assertThatThrownBy(() -> WhenExpression.toTracer(text))
        .isInstanceOf(Usage.class)
        .hasMessageContaining("--when " + text);
  }

  @Test
  void aConditionThatIsTooDeepOrTooLongIsRefused() {
    assertThatThrownBy(() -> WhenExpression.toTracer("(".repeat(90) + "1" + ")".repeat(90)))
        .isInstanceOf(Usage.class);
    assertThatThrownBy(() -> WhenExpression.toTracer("arg0" + " || arg1".repeat(300)))
        .isInstanceOf(Usage.class);
  }
}
