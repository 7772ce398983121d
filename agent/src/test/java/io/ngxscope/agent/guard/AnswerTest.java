package io.ngxscope.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  @Test
  void theCombinedFormatHasAStatusAndNoTime() {
    String line =
        "10.0.0.9 - - [21/Nov/2026:10:00:00 +0000] \"GET /a b?c HTTP/1.1\" 502 157 \"-\" \"curl/7\"";

    assertThat(Answer.parse(line)).contains(new Answer(502, -1));
  }

  @Test
  void aTimeAtTheEndOfTheLineIsTheRequestTime() {
    String line = "10.0.0.9 - - [x] \"GET / HTTP/2.0\" 200 612 \"-\" \"agent 1.234\" 0.187";

    assertThat(Answer.parse(line)).contains(new Answer(200, 187_000));
    assertThat(Answer.parse("200 1.500")).contains(new Answer(200, 1_500_000));
  }

  @Test
  void aClientCannotForgeAStatusInItsRequest() {
    // nginx writes a quote within the request as \x22
    String line = "::1 - - [x] \"GET /\\x22 500 HTTP/1.1\" 200 1 \"-\" \"-\"";

    assertThat(Answer.parse(line)).contains(new Answer(200, -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "   ", "\"", "\" \"", "hello", "\"GET /\" 99", "\"GET /\" 2000 1", "\"GET"})
  void whatIsNoLineOfALogIsNothing(String line) {
    assertThat(Answer.parse(line)).isEmpty();
  }
}
