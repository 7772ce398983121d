package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages that hold something, as ranges. */
class PageMapTest {
  private static final long HERE = 1L << 63;
  private static final long SWAPPED = 1L << 62;

  @Test
  void presentAndSwappedPagesCountAndSmallGapsAreCopiedAlong() {
    List<AddressRange> parts = new ArrayList<>();
    LongBuffer entries = LongBuffer.wrap(new long[] {0, HERE, 0, SWAPPED, 0, 0, 0, HERE});

    PageMap.collect(entries, 0x10000, PageMap.PAGE, parts);

    assertThat(parts)
        .containsExactly(new AddressRange(0x11000, 0x14000), new AddressRange(0x17000, 0x18000));
  }
}
