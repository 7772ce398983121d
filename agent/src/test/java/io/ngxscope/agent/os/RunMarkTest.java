package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunMarkTest {
  @Test
  void givenTheEnvironmentOfATracer_thenItsRunIsNamed() {
    assertThat(RunMark.of(bytes("A=1\0NGXSCOPE_RUN=4242-123456\0B=2\0")))
        .contains(new ProcessKey(new Pid(4242), 123456));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "NGXSCOPE_RUN=",
        "NGXSCOPE_RUN=0-1",
        "NGXSCOPE_RUN=-1-1",
        "NGXSCOPE_RUN=1-1x",
        "NGXSCOPE_RUN=99999999999-1",
        "XNGXSCOPE_RUN=1-1",
        "NGXSCOPE_RUN=1-9999999999999999999999"
      })
  void givenAnythingElse_thenItIsNotOurs(String environ) {
    assertThat(RunMark.of(bytes(environ + "\0"))).isEmpty();
  }

  @Test
  void ownMarkIsUnderstood() {
    RunMark.own()
        .ifPresent(
            own ->
                assertThat(RunMark.of(bytes("NGXSCOPE_RUN=" + own)))
                    .isPresent()
                    .get()
                    .extracting(ProcessKey::pid)
                    .isEqualTo(new Pid((int) ProcessHandle.current().pid())));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
