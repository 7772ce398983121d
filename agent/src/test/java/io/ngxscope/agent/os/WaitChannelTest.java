package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitChannelTest {
  @Test
  void aSleeperNamesItsKernelFunction() {
    assertThat(WaitChannel.parse("do_epoll_wait").function()).isEqualTo("do_epoll_wait");
  }

  @Test
  void zeroMeansNotKnown() {
    assertThat(WaitChannel.parse("0").function()).isEmpty();
    assertThat(WaitChannel.parse("").function()).isEmpty();
  }
}
