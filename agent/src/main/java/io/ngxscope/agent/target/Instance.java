package io.ngxscope.agent.target;

import java.util.List;
import java.util.Optional;

/**
 * One running nginx: a master with what it started, workers that outlived their master, or a single
 * process.
 *
 * @param master the master, if there is one
 * @param workers who serves requests, the newest generation first
 * @param helpers cache manager and the like
 */
public record Instance(Optional<Target> master, List<Worker> workers, List<Target> helpers) {
  /**
   * A worker and its age in reloads.
   *
   * @param target the process
   * @param generation 0 for the present one, 1 for the one before the last reload, and so on; only
   *     workers that are shutting down are old, and their order comes from their start times
   */
  public record Worker(Target target, int generation) {}

  /** Copies the lists. */
  public Instance {
    workers = List.copyOf(workers);
    helpers = List.copyOf(helpers);
  }

  /** The process that stands for all of it: the master, or the first of the others. */
  public Target head() {
    return master.orElseGet(() -> workers.isEmpty() ? helpers.get(0) : workers.get(0).target());
  }
}
