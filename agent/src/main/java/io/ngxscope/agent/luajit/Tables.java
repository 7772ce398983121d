package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;

/** Reads the hash part of Lua tables ({@code GCtab}, {@code Node}). */
final class Tables {
  /** Larger hash parts are data, not modules. */
  private static final int MAX_NODES = 1 << 14;

  private Tables() {}

  /** Takes the entries of a table one by one. */
  interface EntrySink {
    /**
     * One entry.
     *
     * @param key tagged value
     * @param value tagged value
     */
    void entry(long key, long value);
  }

  /**
   * Gives every entry of the hash part of a table; nothing if it is no table or too large to be a
   * module.
   */
  static void hash(RemoteMemory memory, long table, EntrySink sink) {
    ByteBuffer header = Gc64.plausible(table) ? memory.read(table, 0x38) : ByteBuffer.allocate(0);
    if (!header.hasRemaining() || header.get(Gc64.GCT) != Gc64.TABLE) {
      return;
    }
    int nodes = header.getInt(Gc64.TAB_HMASK) + 1;
    if (nodes <= 0 || nodes > MAX_NODES || Integer.bitCount(nodes) != 1) {
      return;
    }
    ByteBuffer hash = memory.read(header.getLong(Gc64.TAB_NODE), nodes * Gc64.NODE_BYTES);
    for (int i = 0; i < nodes && hash.hasRemaining(); i++) {
      long value = hash.getLong(i * Gc64.NODE_BYTES);
      if (value != -1) { // nil
        sink.entry(hash.getLong(i * Gc64.NODE_BYTES + 8), value);
      }
    }
  }

  /** The value under a string key; 0 (a number, never a reference) if there is none. */
  static long get(RemoteMemory memory, long table, String key) {
    long[] found = new long[1];
    hash(
        memory,
        table,
        (k, v) -> {
          if (Gc64.type(k) == Gc64.STRING
              && Strings.read(memory, Gc64.pointer(k), key.length() + 1)
                  .filter(key::equals)
                  .isPresent()) {
            found[0] = v;
          }
        });
    return found[0];
  }
}
