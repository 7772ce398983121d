package io.ngxscope.agent.os.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.HostInfo;
import org.junit.jupiter.api.Test;

class HostFactsTest {
  @Test
  void thisMachineHasNameProcessorAndMemory() {
    HostInfo host = HostFacts.read();

    assertThat(host.hostname()).isNotEmpty();
    assertThat(host.os()).isNotEmpty();
    assertThat(host.kernel()).isNotEmpty();
    assertThat(host.cpus()).isPositive();
    assertThat(host.memoryBytes()).isPositive();
  }

  @Test
  void withoutOshiTheEssentialsAreStillKnown() {
    assertThat(HostFacts.withoutOshi().cpus()).isPositive();
    assertThat(HostFacts.withoutOshi().kernel()).isNotEmpty();
  }
}
