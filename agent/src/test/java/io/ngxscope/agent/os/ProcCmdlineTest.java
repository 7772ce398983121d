package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcCmdlineTest {
  @Test
  void argumentsAreSeparatedByZeroBytes() {
    ProcCmdline line = ProcCmdline.parse("nginx\0-p\0/srv/a b\0-c\0\0");

    assertThat(line.arguments()).containsExactly("nginx", "-p", "/srv/a b", "-c");
  }

  @Test
  void aTitleIsOneArgumentAndItsPaddingIsDropped() {
    ProcCmdline line = ProcCmdline.parse("nginx: worker process\0\0\0\0\0");

    assertThat(line.title()).isEqualTo("nginx: worker process");
  }

  @Test
  void kernelThreadsAndZombiesHaveNone() {
    assertThat(ProcCmdline.parse("").arguments()).isEmpty();
    assertThat(ProcCmdline.parse("").title()).isEmpty();
  }
}
