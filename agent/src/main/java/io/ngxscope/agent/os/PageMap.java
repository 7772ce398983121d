package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /proc/PID/pagemap} ({@code proc(5)}): which pages of a range hold anything. Reserved
 * memory that was never touched can be many times what is used, and need not be copied.
 */
public final class PageMap {
  /** Pages are 4 KiB wherever ngxscope runs. */
  public static final int PAGE = 4096;

  private static final long PRESENT = 1L << 63;
  private static final long SWAPPED = 1L << 62;
  private static final int ENTRIES_AT_ONCE = 1 << 15;

  private PageMap() {}

  /**
   * The parts of a range that are in memory or in swap.
   *
   * @param range whole pages
   * @param gap parts that are no further apart than so many bytes are given as one
   * @return in rising order; the whole range if the kernel does not say
   */
  public static List<AddressRange> used(Pid pid, AddressRange range, long gap) {
    Path path = ProcFs.LIVE.path(pid, "pagemap");
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return used(file, range, gap);
    } catch (IOException e) {
      return List.of(range);
    }
  }

  private static List<AddressRange> used(FileChannel file, AddressRange range, long gap)
      throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(ENTRIES_AT_ONCE * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    List<AddressRange> parts = new ArrayList<>();
    for (long at = range.start(); at < range.end(); at += (long) ENTRIES_AT_ONCE * PAGE) {
      long pages = Math.min(ENTRIES_AT_ONCE, (range.end() - at) / PAGE);
      buffer.clear().limit((int) pages * Long.BYTES);
      int got = file.read(buffer, at / PAGE * Long.BYTES);
      if (got < buffer.limit()) {
        return List.of(range);
      }
      collect(buffer.flip().asLongBuffer(), at, gap, parts);
    }
    return parts;
  }

  /**
   * Adds the used parts of some entries.
   *
   * @param entries one for each page
   * @param address of the first page
   * @param parts receives them; the last one grows if the gap to it is small
   */
  static void collect(LongBuffer entries, long address, long gap, List<AddressRange> parts) {
    for (int i = 0; i < entries.limit(); i++) {
      if ((entries.get(i) & (PRESENT | SWAPPED)) == 0) {
        continue;
      }
      long start = address + (long) i * PAGE;
      int last = parts.size() - 1;
      if (last >= 0 && start - parts.get(last).end() <= gap) {
        parts.set(last, new AddressRange(parts.get(last).start(), start + PAGE));
      } else {
        parts.add(new AddressRange(start, start + PAGE));
      }
    }
  }
}
