package io.ngxscope.agent.heap;

/**
 * How a heap is looked at.
 *
 * @param maxBytes copy no more than this, in bytes
 * @param pause whether the worker may be stopped while the copy is completed
 * @param maxPauseMicros do not stop it if that would take longer, in microseconds
 * @param withValues whether beginnings of strings are shown; else numbers stand for them
 * @param top rows of each table
 */
public record HeapOptions(
    long maxBytes, boolean pause, long maxPauseMicros, boolean withValues, int top) {}
