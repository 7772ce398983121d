package io.ngxscope.agent.core;

import io.ngxscope.agent.model.BuildId;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The build id of an object, out of the first page of its memory, which cores keep. */
final class MappedBuildId {
  private static final int PAGE = 4096;
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int NOTE = 4;
  private static final int GNU_BUILD_ID = 3;
  private static final int GNU_NAME = 0x00554e47;
  private static final int MAX_ID_BYTES = 64;

  private MappedBuildId() {}

  /**
   * Reads it.
   *
   * @param start of the object in memory
   * @return null if the page is not there, or does not hold it
   */
  static @Nullable BuildId read(RemoteMemory memory, long start) {
    byte[] bytes = new byte[PAGE];
    int got = memory.read(start, bytes, PAGE);
    ByteBuffer page =
        ByteBuffer.wrap(bytes, 0, Math.max(0, got)).slice().order(ByteOrder.LITTLE_ENDIAN);
    if (page.limit() < HEADER_BYTES || page.getInt(0) != 0x464c457f) {
      return null;
    }
    long table = page.getLong(32);
    int count = page.getShort(56) & 0xffff;
    for (int i = 0; i < count; i++) {
      long at = table + (long) i * SEGMENT_BYTES;
      if (table < 0 || at + SEGMENT_BYTES > page.limit()) {
        return null;
      }
      if (page.getInt((int) at) == NOTE) {
        BuildId id = note(page, page.getLong((int) at + 8), page.getLong((int) at + 32));
        if (id != null) {
          return id;
        }
      }
    }
    return null;
  }

  private static @Nullable BuildId note(ByteBuffer page, long offset, long size) {
    long at = offset;
    while (offset >= 0 && at >= offset && at + 16 <= Math.min(page.limit(), offset + size)) {
      long nameBytes = page.getInt((int) at) & 0xffff_ffffL;
      long dataBytes = page.getInt((int) at + 4) & 0xffff_ffffL;
      long data = at + 12 + ((nameBytes + 3) & ~3L);
      boolean isId =
          page.getInt((int) at + 8) == GNU_BUILD_ID && page.getInt((int) at + 12) == GNU_NAME;
      if (isId && dataBytes > 0 && dataBytes <= MAX_ID_BYTES && data + dataBytes <= page.limit()) {
        byte[] id = new byte[(int) dataBytes];
        page.get((int) data, id);
        return new BuildId(HexFormat.of().formatHex(id));
      }
      at = data + ((dataBytes + 3) & ~3L);
    }
    return null;
  }
}
