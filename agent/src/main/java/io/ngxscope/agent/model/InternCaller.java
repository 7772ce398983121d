package io.ngxscope.agent.model;

/**
 * Who had strings interned: one stack, for one request path.
 *
 * @param stack down to the interning, whose own frames come last
 * @param request for whom, or {@link StackEvent#NO_REQUEST}
 * @param samples samples that met it while it interned
 * @param micros processor time by these samples, in microseconds
 * @param calls calls of {@code lj_str_new}, scaled up from those that were looked at; 0 if calls
 *     were not counted
 * @param bytes asked to be interned by these calls
 * @param maxMicros the longest call that was measured, in microseconds; 0 if none was
 */
public record InternCaller(
    Stack stack,
    Request request,
    long samples,
    long micros,
    long calls,
    long bytes,
    long maxMicros) {}
