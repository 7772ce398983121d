package io.ngxscope.agent.session;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.WorkerEvent.What;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.target.FollowedMasters;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.agent.target.WorkerSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one script running on each worker: of those that were named, and of the masters that were
 * named also the ones that a reload makes. One thread.
 *
 * @param <W> what is known of a worker while its script runs
 */
final class ProbedWorkers<W extends ProbedWorkers.Worker> implements AutoCloseable {
  private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);

  private final TargetFinder finder;
  private final Events<W> events;
  private final List<W> workers = new ArrayList<>();
  private final Set<ProcessKey> known = new HashSet<>();
  private final FollowedMasters masters;

  /** A worker on which a script runs. */
  interface Worker {
    /** Who it is. */
    Target target();

    /** Its script. */
    TracerRun run();
  }

  /** What happens to workers. */
  interface Events<W> {
    /**
     * Opens a worker and starts its script, without waiting for it.
     *
     * @param all the workers that are traced
     */
    W start(Target target, List<Pid> all) throws ProcException, InterruptedException;

    /** Its probes are in place. */
    void attached(W worker);

    /** Its script has ended; all that it printed was taken. */
    void ended(W worker);

    /** Something else. */
    void changed(ProcessKey worker, What what, String detail);
  }

  ProbedWorkers(TargetFinder finder, Events<W> events) {
    this.finder = finder;
    this.masters = new FollowedMasters(finder);
    this.events = events;
  }

  /**
   * Attaches to the first workers.
   *
   * @param followed masters whose new workers are attached to as well, when they appear
   * @throws DiagnosticException if none could be attached to: the reason of the first. Workers that
   *     a reload ends in this moment are no reason while their master lives: it has others
   */
  void attach(List<Target> targets, Collection<Pid> followed) {
    followed.forEach(masters::follow);
    DiagnosticException first = attachAll(targets);
    if (workers.isEmpty() && (first != null || masters.isEmpty())) {
      throw first != null
          ? first
          : new DiagnosticException.NoTarget(
              "every worker ended before it could be sampled", "try again");
    }
  }

  /** Starts all tracers before it waits for any; gives the first reason why one could not be. */
  private @Nullable DiagnosticException attachAll(List<Target> targets) {
    List<Pid> all = targets.stream().map(Target::pid).toList();
    List<W> started = new ArrayList<>();
    DiagnosticException first = null;
    for (Target target : targets) {
      known.add(target.key());
      try {
        started.add(events.start(target, all));
      } catch (ProcException e) {
        events.changed(target.key(), What.UNREADABLE, "ended while it was being looked at");
      } catch (DiagnosticException e) {
        first = first == null ? e : first;
        events.changed(target.key(), What.UNREADABLE, e.getMessage());
      } catch (InterruptedException e) {
        started.forEach(w -> w.run().close());
        throw interrupted();
      }
    }
    for (W worker : started) {
      DiagnosticException failure = await(worker);
      first = first == null ? failure : first;
    }
    return first;
  }

  private @Nullable DiagnosticException await(W worker) {
    try {
      worker.run().awaitAttached(ATTACH_PATIENCE);
    } catch (DiagnosticException e) {
      worker.run().close();
      events.changed(worker.target().key(), What.UNREADABLE, e.getMessage());
      return e;
    } catch (InterruptedException e) {
      worker.run().close();
      throw interrupted();
    }
    workers.add(worker);
    events.attached(worker);
    return null;
  }

  private static DiagnosticException interrupted() {
    Thread.currentThread().interrupt();
    return new DiagnosticException.ProbeFailed("interrupted while attaching", "try again");
  }

  /** Those whose script runs. */
  List<W> running() {
    return List.copyOf(workers);
  }

  /** Whether nothing is left to wait for. */
  boolean isOver() {
    return workers.isEmpty() && masters.isEmpty();
  }

  /** Lets go of workers that are gone, and attaches to new ones; several times a second. */
  void rescan() {
    for (W worker : running()) {
      boolean alive = finder.isAlive(worker.target().key());
      if (!alive || !worker.run().isRunning()) {
        workers.remove(worker);
        end(worker);
        events.changed(
            worker.target().key(),
            alive ? What.UNREADABLE : What.GONE,
            alive
                ? "the tracer gave up, with status " + worker.run().health().exit()
                : "exited or killed");
      }
    }
    List<Target> fresh = fresh();
    if (!fresh.isEmpty()) {
      attachAll(fresh);
    }
  }

  private List<Target> fresh() {
    List<Target> fresh = new ArrayList<>();
    for (WorkerSeen seen : masters.workers()) {
      if (!known.contains(seen.key())) {
        finder.describe(seen.key().pid()).ifPresent(fresh::add);
      }
    }
    return fresh;
  }

  private void end(W worker) {
    worker.run().close();
    events.ended(worker);
  }

  /** Ends all scripts, at the same time since each takes a moment. */
  void finish() {
    workers.parallelStream().forEach(w -> w.run().close());
    workers.forEach(this::end);
    workers.clear();
  }

  @Override
  public void close() {
    workers.parallelStream().forEach(w -> w.run().close());
  }
}
