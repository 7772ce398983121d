package io.ngxscope.agent.model;

import org.jspecify.annotations.Nullable;

/**
 * What one worker is doing at one instant.
 *
 * @param target who
 * @param thread which of its threads; null for that of its event loop
 * @param state what it is doing, in words such as {@code waiting for events} or {@code in wait4}
 * @param syscall the system call that it waits in, with its arguments; empty if it runs
 * @param loopMicros how long it has not been back in its event loop, in microseconds; 0 if it waits
 *     there
 * @param vm what its Lua VM is doing, in words; empty if no Lua runs
 * @param gcBytes memory of its Lua VM, in bytes; 0 without
 * @param stack its frames
 * @param request what it works on, or null
 * @param phase the phase of that
 * @param stopMicros how long it was stopped for this, 0 if it was not
 */
public record Backtrace(
    TargetInfo target,
    @Nullable WorkerThread thread,
    String state,
    String syscall,
    long loopMicros,
    String vm,
    long gcBytes,
    Stack stack,
    @Nullable Request request,
    Phase phase,
    long stopMicros) {}
