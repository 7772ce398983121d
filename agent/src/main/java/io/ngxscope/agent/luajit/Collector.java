package io.ngxscope.agent.luajit;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A few words of the global state that say how much memory a VM holds ({@code lj_obj.h}, {@code
 * GCState} and {@code StrInternState}).
 *
 * @param totalBytes bytes allocated, {@code gc.total}
 * @param state what the collector does, as LuaJIT calls it without its prefix {@code GCS}
 * @param strings interned strings, {@code str.num}
 * @param stringSlots slots of the table of strings, {@code str.mask + 1}
 */
public record Collector(long totalBytes, String state, long strings, long stringSlots) {
  /** From {@code gc.total} to the end of {@code str.num}. */
  static final int BYTES = HeapLayout.G_STRNUM + Integer.BYTES - HeapLayout.G_TOTAL;

  private static final List<String> STATES =
      List.of("pause", "propagate", "atomic", "sweepstring", "sweep", "finalize");

  /**
   * Understands the words.
   *
   * @param g {@link #BYTES} from {@link HeapLayout#G_TOTAL} on
   */
  static Collector of(ByteBuffer g) {
    int state = g.get(HeapLayout.G_STATE - HeapLayout.G_TOTAL);
    long mask = Integer.toUnsignedLong(g.getInt(HeapLayout.G_STRMASK - HeapLayout.G_TOTAL));
    long strings = Integer.toUnsignedLong(g.getInt(HeapLayout.G_STRNUM - HeapLayout.G_TOTAL));
    return new Collector(
        Math.max(0, g.getLong(0)),
        state >= 0 && state < STATES.size() ? STATES.get(state) : "unknown",
        strings,
        mask + 1);
  }
}
