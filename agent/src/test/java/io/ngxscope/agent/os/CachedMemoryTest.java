package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CachedMemoryTest {
  /** Bytes that are their address, from 0x10000 to 0x18010. */
  private static final RemoteMemory SOURCE =
      (address, destination, length) -> {
        int got = 0;
        while (got < length && address + got >= 0x10000 && address + got < 0x18010) {
          destination[got] = (byte) (address + got);
          got++;
        }
        return got;
      };

  @Test
  void whatIsReadIsWhatTheMemoryHolds() {
    CachedMemory memory = new CachedMemory(SOURCE);
    byte[] read = new byte[0x5000];

    assertThat(memory.read(0x12345, read, 0x5000)).isEqualTo(0x5000);
    assertThat(read[0]).isEqualTo((byte) 0x45);
    assertThat(read[0x4fff]).isEqualTo((byte) (0x12345 + 0x4fff));
    assertThat(memory.read(0x18000, read, 0x100)).as("up to its end").isEqualTo(0x10);
    assertThat(memory.read(0x9000, read, 8)).isZero();
  }
}
