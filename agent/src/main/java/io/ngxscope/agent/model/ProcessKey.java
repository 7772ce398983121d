package io.ngxscope.agent.model;

/**
 * Names one process for good: numbers are reused, a number together with its start time is not.
 *
 * @param pid the process number
 * @param startTicks start after boot in clock ticks, field 22 of {@code /proc/PID/stat}
 */
public record ProcessKey(Pid pid, long startTicks) {}
