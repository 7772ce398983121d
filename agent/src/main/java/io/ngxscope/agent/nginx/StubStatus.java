package io.ngxscope.agent.nginx;

import io.ngxscope.agent.os.RemoteMemory;
import java.util.OptionalLong;

/**
 * The counters that {@code stub_status} shows, read from nginx's shared memory. They count for all
 * workers of a master together, and are there in every nginx that is built with that module,
 * whether it is configured or not ({@code ngx_event.c}).
 */
public final class StubStatus {
  private static final long MOST = 10_000_000;

  private final RemoteMemory memory;
  private final OptionalLong reading;
  private final OptionalLong writing;

  /** Readies reading one process. */
  public StubStatus(RemoteMemory memory, Symbols symbols) {
    this.memory = memory;
    this.reading = symbols.address("ngx_stat_reading");
    this.writing = symbols.address("ngx_stat_writing");
  }

  /**
   * Requests that are being read or answered.
   *
   * @return how many; empty if this nginx does not count
   */
  public OptionalLong inFlight() {
    long read = counter(reading);
    long written = counter(writing);
    return read < 0 || written < 0 ? OptionalLong.empty() : OptionalLong.of(read + written);
  }

  /** The variable is a pointer to the counter. */
  private long counter(OptionalLong variable) {
    long pointer = variable.isEmpty() ? 0 : memory.readLong(variable.getAsLong());
    long value = pointer == 0 ? -1 : memory.readLong(pointer);
    return value > MOST ? -1 : value;
  }
}
