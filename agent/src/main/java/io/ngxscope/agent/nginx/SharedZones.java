package io.ngxscope.agent.nginx;

import io.ngxscope.agent.model.SharedDictionary;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The shared memory zones of a worker ({@code ngx_cycle_t.shared_memory}, a list of {@code
 * ngx_shm_zone_t}; {@code ngx_slab_pool_t} at the start of each). Where the list lies in the cycle
 * differs between versions: it is recognized by its shape.
 */
public final class SharedZones {
  private static final int CYCLE_WORDS = 96;
  private static final int MAX_ZONES = 1024;
  private static final int MAX_NAME = 200;
  private static final int PAGE = 4096;

  /** {@code ngx_list_t}: last, first part {elements, count, next}, size, allocated, pool. */
  private static final int LIST_BYTES = 56;

  private static final int PART_COUNT = 8;
  private static final int PART_NEXT = 16;
  private static final int LIST_SIZE = 32;
  private static final int LIST_ALLOCATED = 40;

  /** {@code ngx_shm_zone_t}: its size with and without the later field {@code noreuse}. */
  private static final int ZONE_BYTES = 88;

  private static final int ZONE_BYTES_OLD = 80;
  private static final int ZONE_ADDRESS = 8;
  private static final int ZONE_SIZE = 16;
  private static final int ZONE_NAME = 24;
  private static final int ZONE_TAG = 64;

  /** {@code ngx_slab_pool_t}. */
  private static final int POOL_BYTES = 104;

  private static final int POOL_MIN_SIZE = 16;
  private static final int POOL_MIN_SHIFT = 24;
  private static final int POOL_FREE_PAGES = 80;
  private static final int POOL_START = 88;
  private static final int POOL_END = 96;

  private final RemoteMemory memory;
  private final Symbols symbols;

  /** Readies reading one process. */
  public SharedZones(RemoteMemory memory, Symbols symbols) {
    this.memory = memory;
    this.symbols = symbols;
  }

  /** All zones, in the order of the configuration; empty if the list cannot be found. */
  public List<SharedDictionary> read() {
    OptionalLong pointer = symbols.address("ngx_cycle");
    long cycle = pointer.isPresent() ? memory.readLong(pointer.getAsLong()) : 0;
    ByteBuffer words = memory.read(cycle, CYCLE_WORDS * Long.BYTES);
    for (int at = 0; at + LIST_BYTES <= words.limit(); at += Long.BYTES) {
      long size = words.getLong(at + LIST_SIZE);
      long allocated = words.getLong(at + LIST_ALLOCATED);
      if ((size == ZONE_BYTES || size == ZONE_BYTES_OLD) && allocated > 0 && allocated < 4096) {
        List<SharedDictionary> zones = list(cycle + at + Long.BYTES, (int) size);
        if (!zones.isEmpty()) {
          return zones;
        }
      }
    }
    return List.of();
  }

  private List<SharedDictionary> list(long firstPart, int size) {
    List<SharedDictionary> zones = new ArrayList<>();
    long part = firstPart;
    while (part != 0 && zones.size() < MAX_ZONES) {
      long elements = memory.readLong(part);
      long count = memory.readLong(part + PART_COUNT);
      for (long i = 0; i < count && zones.size() < MAX_ZONES; i++) {
        SharedDictionary zone = zone(memory.read(elements + i * size, ZONE_BYTES_OLD));
        if (zone == null) {
          return List.of();
        }
        zones.add(zone);
      }
      part = memory.readLong(part + PART_NEXT);
    }
    return zones;
  }

  private @org.jspecify.annotations.Nullable SharedDictionary zone(ByteBuffer zone) {
    if (!zone.hasRemaining()) {
      return null;
    }
    long bytes = zone.getLong(ZONE_SIZE);
    long length = zone.getLong(ZONE_NAME);
    if (bytes <= 0 || length <= 0 || length > MAX_NAME) {
      return null;
    }
    byte[] name = new byte[(int) length];
    if (memory.read(zone.getLong(ZONE_NAME + 8), name, name.length) != name.length) {
      return null;
    }
    return new SharedDictionary(
        new String(name, StandardCharsets.UTF_8),
        owner(zone.getLong(ZONE_TAG)),
        bytes,
        freeBytes(zone.getLong(ZONE_ADDRESS), bytes));
  }

  /** Zones are tagged with the address of the module that made them. */
  private String owner(long tag) {
    for (String module : List.of("ngx_http_lua_module", "ngx_stream_lua_module")) {
      OptionalLong address = symbols.address(module);
      if (address.isPresent() && address.getAsLong() == tag) {
        return "ngx.shared";
      }
    }
    return "another module";
  }

  private long freeBytes(long address, long bytes) {
    ByteBuffer pool = memory.read(address, POOL_BYTES);
    if (!pool.hasRemaining()) {
      return -1;
    }
    long start = pool.getLong(POOL_START);
    long pages = pool.getLong(POOL_FREE_PAGES);
    boolean fits =
        pool.getLong(POOL_MIN_SIZE) == 1L << pool.getLong(POOL_MIN_SHIFT)
            && pool.getLong(POOL_END) == address + bytes
            && Long.compareUnsigned(start, address) > 0
            && Long.compareUnsigned(start, address + bytes) < 0
            && pages >= 0
            && pages <= bytes / PAGE;
    return fits ? pages * PAGE : -1;
  }
}
