package io.ngxscope.agent.target;

import java.util.List;

/**
 * From where a process sees the world.
 *
 * @param numbers its PID in each PID namespace, ours first, its own last
 * @param ownMounts whether its file systems differ from ours; false if we may not know
 * @param root path of its root folder as we see it: {@code /} or a chroot; empty if we may not know
 * @param container id or name of its container; empty if it is in none that can be recognized
 */
public record Namespaces(List<Integer> numbers, boolean ownMounts, String root, String container) {
  /** Copies the numbers. */
  public Namespaces {
    numbers = List.copyOf(numbers);
  }

  /** Whether it has its own PID namespace, and so another number there. */
  public boolean ownPids() {
    return numbers.size() > 1;
  }

  /** Its number where it lives: what its own log files call it. */
  public int ownPid() {
    return numbers.get(numbers.size() - 1);
  }

  /** Whether it runs in a folder that it takes for the root. */
  public boolean isChroot() {
    return root.length() > 1;
  }
}
