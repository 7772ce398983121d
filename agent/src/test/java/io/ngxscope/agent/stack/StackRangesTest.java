package io.ngxscope.agent.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.MemoryMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackRangesTest {
  private static final List<MemoryMap> MAPS =
      MemoryMap.parse(
          List.of(
              "7f0000000000-7f0000001000 ---p 00000000 00:00 0", // a guard page
              "7f0000001000-7f0000801000 rw-p 00000000 00:00 0", // a thread's stack
              "7f0000900000-7f0000a00000 rw-p 00000000 08:01 42 /usr/lib/libc.so.6",
              "7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0 [stack]"));

  @Test
  void givenAStackPointerOfAThread_whenLookedUp_thenItsMappingIsTheStack() {
    StackRanges ranges = StackRanges.ofThreads(MAPS);

    assertThat(ranges.of(0x7f0000800000L))
        .isEqualTo(new AddressRange(0x7f0000001000L, 0x7f0000801000L));
  }

  @Test
  void givenAPointerIntoNoStack_whenLookedUp_thenThereIsNothingToCopy() {
    StackRanges ranges = StackRanges.ofThreads(MAPS);

    for (long wrong : new long[] {0, 0x7f0000000800L, 0x7f0000950000L, -1}) {
      assertThat(ranges.of(wrong)).isEqualTo(new AddressRange(0, 0));
    }
  }

  @Test
  void givenAThreadWhoseRegistersAreNotKnown_whenAsked_thenNoVmIsTakenForItsOwn() {
    assertThat(StackRanges.ofThreads(MAPS).ofUnknown().contains(0x7f0000800000L)).isFalse();
    assertThat(StackRanges.ofMainThread(0x7ffd00020000L).ofUnknown().contains(0x7ffd0001f000L))
        .isTrue();
  }
}
