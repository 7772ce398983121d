package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads interned strings ({@code GCstr}). */
final class Strings {
  private Strings() {}

  /**
   * Reads a string, at most so many bytes of it.
   *
   * @return the text, bytes above 127 decoded as UTF-8 where they are; empty if it is no string
   */
  static Optional<String> read(RemoteMemory memory, long address, int limit) {
    if (!Gc64.plausible(address)) {
      return Optional.empty();
    }
    ByteBuffer header = memory.read(address, Gc64.STRING_DATA);
    if (!header.hasRemaining() || header.get(Gc64.GCT) != Gc64.STRING) {
      return Optional.empty();
    }
    int length = header.getInt(Gc64.STRING_LENGTH);
    if (length < 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[Math.min(length, limit)];
    int got = memory.read(address + Gc64.STRING_DATA, bytes, bytes.length);
    return got == bytes.length
        ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
        : Optional.empty();
  }
}
