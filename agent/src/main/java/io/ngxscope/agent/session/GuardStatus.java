package io.ngxscope.agent.session;

import io.ngxscope.agent.model.TargetInfo;
import java.util.List;
import java.util.OptionalLong;

/**
 * How a guard does.
 *
 * @param sinceUnixMicros since when, microseconds since the epoch
 * @param unixMicros now
 * @param workers who is watched
 * @param openCaptures captures that have begun and not ended
 * @param captures captures that have ended
 * @param blocks blocks that were seen
 * @param lookMicros time between two looks at calm workers, in microseconds
 * @param selfCpuMicros processor time that ngxscope has used, in microseconds
 * @param inFlight requests that all of them read or answer now; empty if nginx does not count
 */
public record GuardStatus(
    long sinceUnixMicros,
    long unixMicros,
    List<TargetInfo> workers,
    int openCaptures,
    long captures,
    long blocks,
    long lookMicros,
    long selfCpuMicros,
    OptionalLong inFlight) {
  /** Copies the list. */
  public GuardStatus {
    workers = List.copyOf(workers);
  }
}
