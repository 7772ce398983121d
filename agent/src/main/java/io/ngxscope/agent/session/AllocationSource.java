package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.AllocationSample;
import java.util.List;

/** Tells which code of one worker allocates Lua memory. */
interface AllocationSource extends AutoCloseable {
  /** Called some twenty times a second, on the session's thread. */
  default void tick() {}

  /** Allocations with something to look for in later snapshots, in order of time. */
  List<AllocationSample> samples();

  /** What was allocated while it was looked at, in bytes. */
  long allocatedBytes();

  /** What a reader must know of it; call it once closed. */
  List<String> notes();

  @Override
  void close();
}
