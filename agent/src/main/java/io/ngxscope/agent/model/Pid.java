package io.ngxscope.agent.model;

/**
 * A process number as seen from ngxscope's own PID namespace.
 *
 * @param value the number, above 0 ({@code proc(5)})
 */
public record Pid(int value) implements Comparable<Pid> {
  /** Rejects numbers that no process can have. */
  public Pid {
    if (value <= 0) {
      throw new IllegalArgumentException("a PID is above 0, not " + value);
    }
  }

  @Override
  public int compareTo(Pid other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
