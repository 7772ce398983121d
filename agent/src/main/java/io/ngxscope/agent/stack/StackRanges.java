package io.ngxscope.agent.stack;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.MemoryMap;
import java.util.List;

/** Where the C stacks of a process lie. */
final class StackRanges {
  private static final AddressRange NOWHERE = new AddressRange(0, 0);

  private final List<AddressRange> ranges;
  private final boolean oneThread;

  private StackRanges(List<AddressRange> ranges, boolean oneThread) {
    this.ranges = List.copyOf(ranges);
    this.oneThread = oneThread;
  }

  /**
   * The stack of the main thread.
   *
   * @param top address behind it
   */
  static StackRanges ofMainThread(long top) {
    return new StackRanges(List.of(new AddressRange(0, top)), true);
  }

  /**
   * The stacks of all other threads: each lies at the end of an anonymous mapping ({@code
   * pthread_create(3)}). The kernel may join such a mapping with what lies above it; a copy is then
   * longer than the stack, which ends where unwinding ends.
   */
  static StackRanges ofThreads(List<MemoryMap> maps) {
    return new StackRanges(
        maps.stream()
            .filter(m -> m.permissions().startsWith("rw") && m.inode() == 0)
            .map(m -> new AddressRange(m.start(), m.end()))
            .toList(),
        false);
  }

  /** The one that contains a stack pointer; empty at address 0 if there is none. */
  AddressRange of(long stackPointer) {
    for (AddressRange range : ranges) {
      if (range.contains(stackPointer)) {
        return range;
      }
    }
    return NOWHERE;
  }

  /** That of a thread whose stack pointer is not known: empty unless there is only one thread. */
  AddressRange ofUnknown() {
    return oneThread ? ranges.get(0) : NOWHERE;
  }
}
