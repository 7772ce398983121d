package io.ngxscope.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  private static final List<String> KNOWN = List.of("ps", "doctor", "block", "bt", "report");

  @Test
  void exchangedDroppedAndWrongLettersAreForgiven() {
    assertThat(Suggestion.near("dcotor", KNOWN)).contains("doctor");
    assertThat(Suggestion.near("blok", KNOWN)).contains("block");
    assertThat(Suggestion.near("repart", KNOWN)).contains("report");
    assertThat(Suggestion.near("doc", KNOWN)).contains("doctor");
  }

  @Test
  void somethingElseIsNotGuessed() {
    assertThat(Suggestion.near("memory", KNOWN)).isEmpty();
    assertThat(Suggestion.near("", KNOWN)).isEmpty();
  }

  @Test
  void distancesAreCounted() {
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("abc", "abc")).isZero();
    assertThat(Suggestion.distance("abc", "acb")).isEqualTo(1);
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
  }
}
