package io.ngxscope.agent.target;

import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.RemoteMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Rebuilds an object from the memory to which it was mapped, for the case that its file is gone or
 * may not be opened. What was not mapped, such as section headers, stays zero.
 */
public final class MemoryImage {
  private static final long MAX_BYTES = 64L << 20;
  private static final int PT_DYNAMIC = 2;
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;

  private MemoryImage() {}

  /**
   * Copies mappings to the places that they have in their file.
   *
   * @throws IOException if its start cannot be read, or it is too large
   */
  public static ByteBuffer copy(List<MemoryMap> maps, RemoteMemory memory) throws IOException {
    long size = 0;
    MemoryMap head = null;
    for (MemoryMap map : maps) {
      size = Math.max(size, map.offset() + map.size());
      head = map.offset() == 0 && head == null ? map : head;
    }
    if (head == null || size <= 0 || size > Math.min(MAX_BYTES, maxHeap())) {
      throw new IOException("its start is not mapped, or it is too large");
    }
    ByteBuffer image = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    for (MemoryMap map : maps) {
      byte[] bytes = new byte[(int) map.size()];
      int got = memory.read(map.start(), bytes, bytes.length);
      if (got < HEADER_BYTES && map.equals(head)) {
        throw new IOException("its memory cannot be read");
      }
      image.put((int) map.offset(), bytes, 0, Math.max(got, 0));
    }
    undoRelocation(image, head.start());
    return image;
  }

  private static long maxHeap() {
    return Runtime.getRuntime().maxMemory() / 8;
  }

  /**
   * The C library adds the load bias to the pointers of the dynamic table in place ({@code
   * elf_get_dynamic_info}); an object's own addresses lie below every bias.
   */
  private static void undoRelocation(ByteBuffer image, long loadAddress) {
    long table = image.getLong(32);
    int count = image.getShort(56) & 0xffff;
    for (int i = 0; i < count; i++) {
      long at = table + (long) i * SEGMENT_BYTES;
      if (table < 0 || at + SEGMENT_BYTES > image.limit()) {
        return;
      }
      if (image.getInt((int) at) == PT_DYNAMIC) {
        undoRelocation(
            image, loadAddress, image.getLong((int) at + 8), image.getLong((int) at + 32));
      }
    }
  }

  private static void undoRelocation(ByteBuffer image, long loadAddress, long offset, long size) {
    for (long at = offset; at >= 0 && at + 16 <= Math.min(offset + size, image.limit()); at += 16) {
      long value = image.getLong((int) at + 8);
      if (Long.compareUnsigned(value, loadAddress) >= 0 && value - loadAddress < image.limit()) {
        image.putLong((int) at + 8, value - loadAddress);
      }
    }
  }
}
