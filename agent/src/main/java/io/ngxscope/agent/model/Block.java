package io.ngxscope.agent.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of time in which a worker did not return to its event loop.
 *
 * @param worker who blocked
 * @param startUnixMicros when it left the event loop, microseconds since the epoch
 * @param durationMicros how long, in microseconds
 * @param onCpuMicros time on a processor within it, in microseconds
 * @param offCpuMicros the rest, in microseconds
 * @param request what it worked on when most of the time went by, or null if there was none to be
 *     known
 * @param phase the phase of that request
 * @param syscalls time by system call, longest first
 * @param stacks what it did, most time first
 * @param open true if the capture ended before the block did, so that the duration is a lower bound
 */
public record Block(
    ProcessKey worker,
    long startUnixMicros,
    long durationMicros,
    long onCpuMicros,
    long offCpuMicros,
    @Nullable Request request,
    Phase phase,
    List<SyscallTime> syscalls,
    List<StackSample> stacks,
    boolean open)
    implements Event {
  /** Copies the lists. */
  public Block {
    syscalls = List.copyOf(syscalls);
    stacks = List.copyOf(stacks);
  }
}
