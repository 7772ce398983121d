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
 * @param resumed how the run of a coroutine began and ended that it is, or null if it is a stay
 *     away from the event loop
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
    boolean open,
    @Nullable Resumed resumed)
    implements Event {
  /** Copies the lists. */
  public Block {
    syscalls = List.copyOf(syscalls);
    stacks = List.copyOf(stacks);
  }

  /** A stay away from the event loop. */
  public Block(
      ProcessKey worker,
      long startUnixMicros,
      long durationMicros,
      long onCpuMicros,
      long offCpuMicros,
      @Nullable Request request,
      Phase phase,
      List<SyscallTime> syscalls,
      List<StackSample> stacks,
      boolean open) {
    this(
        worker,
        startUnixMicros,
        durationMicros,
        onCpuMicros,
        offCpuMicros,
        request,
        phase,
        syscalls,
        stacks,
        open,
        null);
  }

  /** The same as the run of a coroutine, with what was worked on if that was not known yet. */
  public Block with(Resumed how, @Nullable Request knownRequest, Phase knownPhase) {
    return new Block(
        worker,
        startUnixMicros,
        durationMicros,
        onCpuMicros,
        offCpuMicros,
        request == null ? knownRequest : request,
        phase == Phase.UNKNOWN ? knownPhase : phase,
        syscalls,
        stacks,
        open,
        how);
  }
}
