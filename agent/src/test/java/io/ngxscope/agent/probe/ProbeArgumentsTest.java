package io.ngxscope.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeArgumentsTest {
  private static final ProbeSpec SPEC =
      ProbeSpec.parse(
          "all.bt",
          """
          // @name all
          // @backend bpftrace
          // @args n int[-5..5] 0 - a number
          // @args hz hz[1..999] 99 Hz a rate
          // @args min time[1us..10s] 1ms ns a time
          // @args at address 0x10 - an address
          // @args lib file - - a file
          // @output X
          """,
          name -> Optional.empty());

  @ParameterizedTest
  @CsvSource({
    "n, n=-5, (-5)",
    "n, n=5, 5",
    "hz, hz=997, 997",
    "hz, hz=49Hz, 49",
    "min, min=20ms, 20000000",
    "at, at=0xFFFFFFFFFFFFFFFF, 0xffffffffffffffff",
    "n, n=0, 0",
  })
  void aValueBecomesTextThatCannotBeMisunderstood(String name, String word, String text) {
    assertThat(ProbeArguments.of(SPEC, List.of("lib=/lib/x.so", word)).value(name).text())
        .isEqualTo(text);
  }

  @Test
  void whatIsNotGivenHasItsDefault() {
    assertThat(ProbeArguments.of(SPEC, List.of("lib=/lib/x.so")).value("hz").text())
        .isEqualTo("99");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n=6",
        "n=1;system(\"id\")",
        "n=0x5",
        "n=",
        "n",
        "n=99999999999999999999",
        "hz=0",
        "hz=1000",
        "hz=9.5",
        "min=1",
        "min=11s",
        "min=-1ms",
        "at=10",
        "at=0x",
        "at=0x1}",
        "lib=x.so",
        "lib=/lib/x.so:0x10",
        "lib=/lib/x y",
        "lib=/lib/*",
        "lib=/lib/\"x",
        "lib=/lib/x\n/bin/y",
        "other=1",
      })
  void everythingElseIsRefused(String word) {
    List<String> words = word.startsWith("lib") ? List.of(word) : List.of("lib=/lib/x.so", word);

    assertThatThrownBy(() -> ProbeArguments.of(SPEC, words)).isInstanceOf(Usage.class);
  }

  @Test
  void whatMustBeGivenIsAskedForAndNothingIsGivenTwice() {
    assertThatThrownBy(() -> ProbeArguments.of(SPEC, List.of()))
        .hasMessage("all needs lib=an absolute path");
    assertThatThrownBy(() -> ProbeArguments.of(SPEC, List.of("lib=/a", "lib=/b")))
        .hasMessage("lib is given twice");
    assertThatThrownBy(() -> ProbeArguments.of(SPEC, List.of("lib=/a", "frequency=3")))
        .hasMessage("all has no argument 'frequency'");
  }

  @Test
  void aPathOfTheTargetThatCouldEndAProbesNameBecomesNoFact() {
    ProbeFacts facts =
        new ProbeFacts.Builder().file(Fact.LUAJIT_FILE, "/srv/a:b {x}/libluajit.so").build();

    assertThat(facts.find(Fact.LUAJIT_FILE)).isEmpty();
    assertThat(facts.why(Fact.LUAJIT_FILE)).contains("characters that no script may contain");
  }
}
