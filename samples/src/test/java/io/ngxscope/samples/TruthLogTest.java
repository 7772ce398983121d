package io.ngxscope.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TruthLogTest {
  private static final String LINE =
      """
      {"pid":7,"start_unix_us":1000,"duration_us":250,"name":"timer","kind":"on-cpu","phase":"timer","method":null,\
      "uri":null,"function":"rebuild","function_line":3,"file":"/x/y.lua","line":5,"innermost":true}
      """;

  @Test
  void givenACompleteLine_whenParsed_thenEveryFieldIsThere() {
    TruthRecord expected =
        new TruthRecord(
            7,
            1000,
            250,
            "timer",
            "on-cpu",
            "timer",
            null,
            null,
            "rebuild",
            3,
            "/x/y.lua",
            5,
            true);

    assertThat(TruthLog.parse(LINE)).containsExactly(expected);
    assertThat(expected.endUnixUs()).isEqualTo(1250);
  }

  @Test
  void givenALineThatIsStillBeingWritten_whenParsed_thenItIsLeftOut() {
    assertThat(TruthLog.parse(LINE + "{\"pid\":8,")).hasSize(1);
  }

  @Test
  void givenSomethingElse_whenParsed_thenItIsAnErrorAndNotIgnored() {
    assertThatThrownBy(() -> TruthLog.parse("hello\n")).hasMessageContaining("hello");
  }
}
