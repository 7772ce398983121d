package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class BootTimeTest {
  @Test
  void ticksAfterBootBecomeDates() throws Exception {
    BootTime boot = BootTime.parse("cpu  1 2 3\nintr 4\nbtime 1700000000\nctxt 5\n", 100);

    assertThat(boot.unixMillis(139767)).isEqualTo(1_700_001_397_670L);
    assertThat(boot.millis(38)).isEqualTo(380);
  }

  @Test
  void aFileWithoutBootTimeIsUnusable() {
    assertThatThrownBy(() -> BootTime.parse("cpu 1\n", 100)).isInstanceOf(ProcUnusable.class);
    assertThatThrownBy(() -> BootTime.parse("btime x\n", 100)).isInstanceOf(ProcUnusable.class);
  }

  @Test
  void theClockTickComesFromTheAuxiliaryVector() {
    ByteBuffer vector = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
    vector.putLong(6).putLong(4096).putLong(17).putLong(250).putLong(0).putLong(0);

    assertThat(BootTime.ticksPerSecond(vector.array())).isEqualTo(250);
    assertThat(BootTime.ticksPerSecond(new byte[5])).isEqualTo(100);
  }

  @Test
  void thisMachineWasStartedInThePast() throws Exception {
    assertThat(BootTime.read().unixMillis(0)).isBetween(1L, System.currentTimeMillis());
  }
}
