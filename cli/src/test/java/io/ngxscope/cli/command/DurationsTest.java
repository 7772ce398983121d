package io.ngxscope.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.Pid;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationsTest {
  @Test
  void aNumberAndAUnitAreADuration() {
    assertThat(parse("500us")).isEqualTo(Duration.ofNanos(500_000));
    assertThat(parse("20ms")).isEqualTo(Duration.ofMillis(20));
    assertThat(parse("1.5s")).isEqualTo(Duration.ofMillis(1500));
    assertThat(parse("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThat(parse("1h")).isEqualTo(Duration.ofHours(1));
    assertThat(parse("999999999h")).isEqualTo(Duration.ofHours(999_999_999));
  }

  @Test
  void aNumberWithoutAUnitIsRefusedWithAdvice() {
    assertThatThrownBy(() -> parse("30"))
        .isInstanceOf(Usage.class)
        .hasMessage("--duration 30 has no unit")
        .satisfies(e -> assertThat(((Usage) e).advice()).contains("30s").contains("30ms"));
  }

  @Test
  void otherWordsAreRefused() {
    for (String text : List.of("", "s", "-1s", "1 s", "0s", "1d", "1e3s", "12345678901s")) {
      assertThatThrownBy(() -> parse(text)).as(text).isInstanceOf(Usage.class);
    }
  }

  @Test
  void processNumbersAreListedOrRepeated() {
    assertThat(PidList.parse(List.of("1,2", "3", "2")))
        .containsExactly(new Pid(1), new Pid(2), new Pid(3));
    for (String text : List.of("", "x", "1,", "0", "-5", "99999999999")) {
      assertThatThrownBy(() -> PidList.parse(List.of(text))).as(text).isInstanceOf(Usage.class);
    }
  }

  private static Duration parse(String text) {
    return Durations.parse("--duration", text);
  }
}
