package io.ngxscope.agent.model;

import java.util.List;

/**
 * The parked coroutines of some workers.
 *
 * @param workers whose they are
 * @param groups the largest first
 * @param micros how long it took to find them all, in microseconds
 * @param notes what a reader must know, in words
 */
public record ParkedCoroutines(
    List<Worker> workers, List<ParkedGroup> groups, long micros, List<String> notes) {
  /** Copies the lists. */
  public ParkedCoroutines {
    workers = List.copyOf(workers);
    groups = List.copyOf(groups);
    notes = List.copyOf(notes);
  }

  /** How many there are. */
  public long total() {
    return workers.stream().mapToLong(Worker::total).sum();
  }

  /**
   * One worker.
   *
   * @param target who
   * @param total how many parked coroutines it has
   * @param unreadable how many more could not be read, since they changed meanwhile
   * @param exact whether it did not run while they were read
   */
  public record Worker(TargetInfo target, long total, long unreadable, boolean exact) {}
}
