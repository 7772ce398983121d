package io.ngxscope.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.guard.Rule;
import io.ngxscope.agent.guard.Rule.Kind;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleWordsTest {
  @ParameterizedTest
  @CsvSource({
    "block>200ms, BLOCK, 200000, 0",
    "blocked>20%/1m, BLOCKED, 20, 60000000",
    "cpu>92.5%/30s, CPU, 92.5, 30000000",
    "gc>64m/10m, GC, 67108864, 600000000",
    "rss>1g/1h, RSS, 1073741824, 3600000000",
    "5xx>5%/10s, ERRORS, 5, 10000000",
    "latency>1.5s/10s, LATENCY, 1500000, 10000000"
  })
  void aRuleIsWhatALimitAndATime(String text, Kind kind, double limit, long windowMicros) {
    assertThat(RuleWords.parse(text)).isEqualTo(new Rule(kind, limit, windowMicros, text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "block",
        "block>",
        "block>200",
        "block>200ms/1m",
        "cpu>90%",
        "cpu>90/30s",
        "cpu>90%/30",
        "gc>10%/1m",
        "loop>200ms",
        "blocked>-1%/1m"
      })
  void whatIsNoRuleIsRefusedWithWordsThatHelp(String text) {
    assertThatThrownBy(() -> RuleWords.parse(text))
        .isInstanceOfSatisfying(Usage.class, e -> assertThat(e.advice()).isNotBlank());
  }

  @Test
  void theUsualRulesAreRules() {
    assertThat(RuleWords.USUAL).allSatisfy(RuleWords::parse);
  }
}
