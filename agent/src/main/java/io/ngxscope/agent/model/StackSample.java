package io.ngxscope.agent.model;

/**
 * A stack with the time that it stands for.
 *
 * @param kind whether the thread was computing or waiting
 * @param stack the stack
 * @param samples how many observations showed this stack, at least 1
 * @param micros time attributed to it, in microseconds
 */
public record StackSample(Kind kind, Stack stack, int samples, long micros) {
  /** Computing or waiting. */
  public enum Kind {
    /** On a processor, or runnable and waiting for one. */
    ON_CPU,
    /** Asleep in the kernel. */
    OFF_CPU
  }
}
