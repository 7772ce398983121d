package io.ngxscope.agent.nginx;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where an nginx keeps its connections ({@code ngx_cycle_t.connections}, with read and write events
 * behind): an array whose every element points at the event of its own number in two more arrays.
 *
 * @param cycleOffset of the pointer in {@code ngx_cycle_t}, in bytes
 * @param size of an {@code ngx_connection_t}, in bytes
 */
public record ConnectionTable(int cycleOffset, int size) {
  private static final int CYCLE_WORDS = 100;
  private static final int MIN_SIZE = 128;
  private static final int MAX_SIZE = 512;
  private static final int READ = 8;
  private static final int WRITE = 16;
  private static final int MAX_EVENT = 256;

  /**
   * Recognizes it.
   *
   * @param cycle address of the {@code ngx_cycle_t}
   */
  public static Optional<ConnectionTable> find(RemoteMemory memory, long cycle) {
    ByteBuffer words = memory.read(cycle, CYCLE_WORDS * Long.BYTES);
    for (int at = 16; at + 24 <= words.limit(); at += Long.BYTES) {
      long table = words.getLong(at);
      long reads = words.getLong(at + 8);
      long writes = words.getLong(at + 16);
      long count = words.getLong(at - 16);
      if (table > 0x10000
          && reads > 0x10000
          && count > 1
          && count < 1 << 22
          && memory.readLong(table + READ) == reads
          && memory.readLong(table + WRITE) == writes) {
        int size = size(memory, table, reads, writes);
        if (size > 0) {
          return Optional.of(new ConnectionTable(at, size));
        }
      }
    }
    return Optional.empty();
  }

  private static int size(RemoteMemory memory, long table, long reads, long writes) {
    for (int size = MIN_SIZE; size <= MAX_SIZE; size += Long.BYTES) {
      long event = memory.readLong(table + size + READ) - reads;
      if (event > 0
          && event <= MAX_EVENT
          && memory.readLong(table + size + WRITE) - writes == event) {
        return size;
      }
    }
    return 0;
  }
}
