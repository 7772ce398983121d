package io.ngxscope.agent.heap;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.jna.MemorySlab;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A copy of the memory in which a heap lies. Every 8 bytes of it are a <em>unit</em>, numbered from
 * 1 in the order of addresses: an object is known by the unit at which it begins, in 4 bytes
 * instead of 8. Readers ({@link #reader}) must not be used after {@link #close}.
 */
final class HeapCopy implements AutoCloseable {
  private final long[] starts;
  private final long[] ends;
  private final int[] firstUnits;
  private final MemorySlab[] slabs;
  private final int units;

  /**
   * Takes slabs that are filled already.
   *
   * @param ranges in rising order, whole pages, together less than 16 GiB
   * @param slabs one for each range
   */
  HeapCopy(List<AddressRange> ranges, List<MemorySlab> slabs) {
    this.slabs = slabs.toArray(MemorySlab[]::new);
    this.starts = ranges.stream().mapToLong(AddressRange::start).toArray();
    this.ends = ranges.stream().mapToLong(AddressRange::end).toArray();
    this.firstUnits = new int[starts.length + 1];
    firstUnits[0] = 1;
    for (int i = 0; i < starts.length; i++) {
      firstUnits[i + 1] = Math.toIntExact(firstUnits[i] + (ends[i] - starts[i]) / Long.BYTES);
    }
    this.units = firstUnits[starts.length];
  }

  /** One copy of two lists of ranges, none of which overlap. */
  static HeapCopy of(
      List<AddressRange> first,
      List<MemorySlab> firstSlabs,
      List<AddressRange> second,
      List<MemorySlab> secondSlabs) {
    TreeMap<Long, Map.Entry<AddressRange, MemorySlab>> sorted = new TreeMap<>();
    for (int i = 0; i < first.size(); i++) {
      sorted.put(first.get(i).start(), Map.entry(first.get(i), firstSlabs.get(i)));
    }
    for (int i = 0; i < second.size(); i++) {
      sorted.put(second.get(i).start(), Map.entry(second.get(i), secondSlabs.get(i)));
    }
    return new HeapCopy(
        sorted.values().stream().map(Map.Entry::getKey).toList(),
        sorted.values().stream().map(Map.Entry::getValue).toList());
  }

  /** One more than the highest number of a unit. */
  int units() {
    return units;
  }

  /** Bytes copied. */
  long bytes() {
    return (units - 1L) * Long.BYTES;
  }

  /** A reader of its own for each thread. */
  Reader reader() {
    return new Reader();
  }

  @Override
  public void close() {
    for (MemorySlab slab : slabs) {
      slab.close();
    }
  }

  /**
   * Reads the copy by the addresses of the process. What was not copied reads as zero: nothing that
   * a heap may contain makes a read fail.
   */
  final class Reader {
    private long start;
    private long end;
    private int firstUnit;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private final ByteBuffer[] views = new ByteBuffer[slabs.length];

    private Reader() {
      for (int i = 0; i < slabs.length; i++) {
        views[i] = slabs[i].buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      }
    }

    private boolean seek(long address, int length) {
      if (address >= start && address + length <= end) {
        return true;
      }
      int low = 0;
      int high = starts.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (address < starts[middle]) {
          high = middle - 1;
        } else if (address >= ends[middle]) {
          low = middle + 1;
        } else {
          use(middle);
          return address + length <= end;
        }
      }
      return false;
    }

    private void use(int slab) {
      start = starts[slab];
      end = ends[slab];
      firstUnit = firstUnits[slab];
      bytes = views[slab];
    }

    /** Whether so many bytes were copied. */
    boolean has(long address, int length) {
      return seek(address, length);
    }

    /** A 64-bit word. */
    long u64(long address) {
      return seek(address, Long.BYTES) ? bytes.getLong((int) (address - start)) : 0;
    }

    /** A 32-bit word, signed. */
    int i32(long address) {
      return seek(address, Integer.BYTES) ? bytes.getInt((int) (address - start)) : 0;
    }

    /** A 16-bit word, unsigned. */
    int u16(long address) {
      return seek(address, Short.BYTES) ? bytes.getShort((int) (address - start)) & 0xffff : 0;
    }

    /** A byte, unsigned. */
    int u8(long address) {
      return seek(address, 1) ? bytes.get((int) (address - start)) & 0xff : 0;
    }

    /** Bytes; fewer if not all were copied. */
    byte[] bytes(long address, int length) {
      if (!seek(address, 1)) {
        return new byte[0];
      }
      byte[] got = new byte[(int) Math.min(length, end - address)];
      bytes.get((int) (address - start), got);
      return got;
    }

    /** The unit that begins at an address; 0 if there is none. */
    int unit(long address) {
      return (address & 7) == 0 && seek(address, Long.BYTES)
          ? firstUnit + (int) ((address - start) >> 3)
          : 0;
    }

    /** Where a unit lies. */
    long address(int unit) {
      long offset = (unit - (long) firstUnit) << 3;
      if (offset >= 0 && start + offset < end) {
        return start + offset;
      }
      int at = java.util.Arrays.binarySearch(firstUnits, unit);
      use(at >= 0 ? at : -at - 2);
      return start + ((unit - (long) firstUnit) << 3);
    }
  }
}
