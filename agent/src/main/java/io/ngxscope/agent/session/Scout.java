package io.ngxscope.agent.session;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.target.Instance;
import io.ngxscope.agent.target.Role;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for nginx instances on a thread of its own: walking through all of {@code /proc} takes
 * milliseconds, on a large host many. It rests so long after each walk that it costs a
 * five-hundredth of a processor at most.
 */
final class Scout implements AutoCloseable {
  private static final long LEAST_REST_MILLIS = 10_000;
  private static final long REST_FACTOR = 500;

  private final TargetFinder finder;
  private final List<Pid> only;
  private final Queue<Target> found = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "ngxscope-scout");
  private volatile boolean closed;

  /**
   * Begins to look.
   *
   * @param only these, or all if empty
   */
  Scout(TargetFinder finder, List<Pid> only) {
    this.finder = finder;
    this.only = List.copyOf(only);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        long start = System.nanoTime();
        look();
        long tookMillis = (System.nanoTime() - start) / 1_000_000;
        Thread.sleep(Math.max(LEAST_REST_MILLIS, tookMillis * REST_FACTOR));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    if (!found.isEmpty()) {
      return; // what was found the last time has not been taken yet
    }
    for (Instance instance : finder.find()) {
      Stream.concat(
              instance.master().stream(), instance.workers().stream().map(Instance.Worker::target))
          .filter(this::isWanted)
          .forEach(found::add);
    }
  }

  private boolean isWanted(Target target) {
    return only.isEmpty()
        || only.contains(target.pid())
        || (target.role() != Role.MASTER
            && only.stream().anyMatch(p -> p.value() == target.masterPid()));
  }

  /** One that was found, or null. */
  @Nullable Target next() {
    return found.poll();
  }

  /**
   * The processes that are asked for, which must be there.
   *
   * @throws DiagnosticException as {@link TargetFinder#resolve}
   */
  static void require(TargetFinder finder, List<Pid> pids) {
    if (!pids.isEmpty()) {
      finder.resolve(pids);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
