package io.ngxscope.agent.probe;

/** The ways in which ngxscope looks at a process. */
public enum Tracer {
  /** From outside, by reading its memory: nothing is installed or attached. */
  WATCH,
  /** Scripts for bpftrace. */
  BPFTRACE,
  /** Scripts around perf. */
  PERF,
  /** Scripts for SystemTap. */
  SYSTEMTAP
}
