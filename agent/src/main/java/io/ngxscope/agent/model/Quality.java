package io.ngxscope.agent.model;

import java.util.List;

/**
 * How far a result can be trusted: no result goes without it.
 *
 * @param ticks observations made, per worker
 * @param lateTicks of these, how many came more than one tick too late
 * @param maxLateMicros the worst lateness, in microseconds
 * @param tornReads reads of the target that were found inconsistent and thrown away
 * @param stops how often a worker was stopped to read its registers
 * @param maxStopMicros the longest such stop, in microseconds
 * @param totalStopMicros all stops together, in microseconds
 * @param unwound native stacks that reached the start of their thread
 * @param notUnwound native stacks that did not
 * @param lost events known to be lost
 * @param selfCpuMicros processor time that ngxscope itself used, in microseconds
 * @param notes what a reader must know, in sentences
 */
public record Quality(
    long ticks,
    long lateTicks,
    long maxLateMicros,
    long tornReads,
    long stops,
    long maxStopMicros,
    long totalStopMicros,
    long unwound,
    long notUnwound,
    long lost,
    long selfCpuMicros,
    List<String> notes) {
  /** The quality of a capture that has not begun. */
  public static final Quality NONE = new Quality(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());

  /** Copies the notes. */
  public Quality {
    notes = List.copyOf(notes);
  }
}
