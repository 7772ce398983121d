package io.ngxscope.agent.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What perf's stream says. */
public sealed interface PerfEvent {
  /**
   * A sample.
   *
   * @param event which of the events that were asked for, counted from 0
   * @param nanos when, of the clock that was asked for
   * @param tid the thread
   * @param ip the instruction that was met, in user space or in the kernel
   * @param kernel return addresses inside the kernel, innermost first, if they were asked for
   * @param registers of user space, or null if they were not asked for or there are none
   * @param stack the user stack from the stack pointer up; empty if it was not asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; tens of kilobytes each
  record Sample(
      int event,
      long nanos,
      int tid,
      long ip,
      List<Long> kernel,
      @Nullable UserRegisters registers,
      byte[] stack)
      implements PerfEvent {
    /** Copies the list. */
    public Sample {
      kernel = List.copyOf(kernel);
    }
  }

  /**
   * A thread came onto a processor, or left it.
   *
   * @param nanos when
   * @param tid the thread
   * @param out true if it left
   * @param preempted true if it left though it could have gone on
   */
  record Switched(long nanos, int tid, boolean out, boolean preempted) implements PerfEvent {}

  /**
   * Records were thrown away since the buffer was full.
   *
   * @param count how many
   */
  record Lost(long count) implements PerfEvent {}

  /** The kernel sampled less often than it was told to, since sampling took too long. */
  record Throttled() implements PerfEvent {}
}
