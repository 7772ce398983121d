package io.ngxscope.cli.top;

import io.ngxscope.agent.model.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker as it is shown.
 *
 * @param pid its number
 * @param awayMicros for how long it is away from its loop now, in microseconds; 0 if it is not
 * @param now what it is blocked in, or null
 * @param worst its longest block, or null
 * @param blockedPercent of the last minute
 * @param cpuPercent of the last second
 * @param luaBytes memory of its Lua VMs
 * @param gcState what the collector does; empty without Lua
 * @param residentBytes memory of the process
 * @param loopMicros the longest iteration of each of the last seconds, oldest first
 */
record TopRow(
    int pid,
    long awayMicros,
    @Nullable Block now,
    @Nullable Block worst,
    double blockedPercent,
    double cpuPercent,
    long luaBytes,
    String gcState,
    long residentBytes,
    List<Long> loopMicros) {
  TopRow {
    loopMicros = List.copyOf(loopMicros);
  }
}
