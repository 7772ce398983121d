package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.Stack;

/**
 * An allocation that was met, with what was newest at that moment. LuaJIT puts a new object at the
 * head of its list ({@code lj_mem_newgco}), and numbers strings ({@code GCstr.sid}): by these they
 * are found again in later snapshots.
 *
 * @param unixMicros when, microseconds since the epoch
 * @param cycles of the collector until then
 * @param bytes that it stands for
 * @param stack who allocated
 * @param object address of the newest object; 0 if it was not new
 * @param string number of the newest string; -1 if it was not new
 */
public record AllocationSample(
    long unixMicros, long cycles, long bytes, Stack stack, long object, long string) {}
