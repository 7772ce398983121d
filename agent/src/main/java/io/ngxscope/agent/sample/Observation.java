package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample.Kind;
import io.ngxscope.agent.stack.Work;

/**
 * A sample with names.
 *
 * @param id its number, under which a sleep's end is told
 * @param kind computing, or about to sleep
 * @param nanos when, of {@code CLOCK_MONOTONIC}
 * @param windowNanos when the running iteration of the event loop began, 0 if not known
 * @param tid the thread
 * @param stack its frames
 * @param work what nginx worked on
 * @param syscall the system call in which it goes to sleep; empty if there is none
 * @param detail what the arguments of that call mean; empty if that is not certain
 * @param complete true if its C stack was followed to the start of the thread
 * @param whole false if lines of it were lost
 */
public record Observation(
    long id,
    Kind kind,
    long nanos,
    long windowNanos,
    int tid,
    Stack stack,
    Work work,
    String syscall,
    String detail,
    boolean complete,
    boolean whole) {}
