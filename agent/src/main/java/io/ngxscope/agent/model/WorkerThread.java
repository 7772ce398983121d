package io.ngxscope.agent.model;

/**
 * A thread of a worker besides that of its event loop: one of nginx's thread pool, or of a library.
 *
 * @param tid its number in the kernel
 * @param name what it calls itself, at most 15 bytes; {@code nginx} if nobody gave it a name
 */
public record WorkerThread(int tid, String name) {}
