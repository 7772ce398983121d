package io.ngxscope.agent.watch;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Event;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.jna.Ptrace;
import io.ngxscope.agent.os.jna.ThreadPriority;
import io.ngxscope.agent.target.FollowedMasters;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.agent.target.WorkerSeen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Watches workers from one thread: every tick it looks at each, several times a second it asks the
 * masters for new ones. Workers that come and go are events, not failures.
 */
public final class Watch implements AutoCloseable {
  private final WatchOptions options;
  private final Sink sink;
  private final TargetFinder finder;
  private final WorkerAttacher attacher;
  private final WatchCounters counters = new WatchCounters();
  private final Ptrace ptrace = new Ptrace();
  private final List<WorkerWatch> watched = new ArrayList<>();
  private final Set<ProcessKey> known = new HashSet<>();
  private final FollowedMasters masters;
  private final WallClock clock = new WallClock();
  private long nextScanMicros;
  private int calmTicks;

  /** Takes what is found, on the watching thread; must be quick. */
  public interface Sink {
    /** A worker is watched from now on. */
    void target(TargetInfo target);

    /** Something was found. */
    void event(Event event);

    /**
     * An iteration of a worker's event loop was seen from its beginning to its end, whether it is a
     * block or not.
     *
     * @param endUnixMicros when it ended, microseconds since the epoch
     * @param micros how long it took, in microseconds
     */
    void iteration(ProcessKey worker, long endUnixMicros, long micros);

    /** Called once a tick, for progress and periodic writing. */
    void tick(long nowMicros);
  }

  /** Readies watching; nothing is touched yet. */
  public Watch(WatchOptions options, TargetFinder finder, Sink sink) {
    this.options = options;
    this.finder = finder;
    this.masters = new FollowedMasters(finder);
    this.sink = sink;
    this.calmTicks = options.pace().calmTicks();
    this.attacher = new WorkerAttacher(options.withArguments(), counters);
  }

  /**
   * Attaches to the first workers.
   *
   * @param followed masters whose new workers are attached to as well, when they appear
   * @throws DiagnosticException if none of them can be watched: the reason of the first. Workers
   *     that a reload ends in this moment are no reason while their master lives: it has others
   */
  public void attach(List<Target> targets, Collection<Pid> followed) {
    DiagnosticException first = null;
    followed.forEach(masters::follow);
    for (Target target : targets) {
      try {
        attach(target);
      } catch (DiagnosticException e) {
        first = first == null ? e : first;
        unreadable(target.key(), e.getMessage());
      }
    }
    if (watched.isEmpty() && (first != null || masters.isEmpty())) {
      throw first != null
          ? first
          : new DiagnosticException.NoTarget(
              "every worker ended before it could be watched", "try again");
    }
  }

  /** Watches one more worker from now on, unless it is already; a failure is an event. */
  public void adopt(Target target) {
    if (!known.contains(target.key())) {
      attachLater(target);
    }
  }

  /**
   * Changes how often to look while nothing happens.
   *
   * @param ticks so many pass between two looks, 1 or more
   */
  public void calmTicks(int ticks) {
    calmTicks = ticks;
  }

  /** The workers that are watched now, in the order in which they were met. */
  public List<WorkerView> views() {
    return watched.stream().map(WorkerView::new).toList();
  }

  private void attach(Target target) {
    known.add(target.key());
    try {
      WatchedWorker worker = attacher.attach(target);
      WorkerWatch watch =
          new WorkerWatch(
              worker,
              options,
              counters,
              ptrace,
              (end, micros) -> sink.iteration(target.key(), end, micros));
      if (watched.isEmpty()) {
        ptrace.rehearse();
        watch.rehearse();
      }
      watched.add(watch);
      note(worker);
      sink.target(target.info(worker.luajit()));
      sink.event(
          new WorkerEvent(
              target.key(), clock.micros(), WorkerEvent.What.ATTACHED, worker.luajit()));
    } catch (ProcException e) {
      unreadable(target.key(), "ended while it was being looked at");
    }
  }

  private void note(WatchedWorker worker) {
    if (worker.timerResolutionMillis() > 0) {
      counters.note(
          "worker "
              + worker.target().pid()
              + " runs with timer_resolution: its clock does not move with every iteration, so that blocks on the"
              + " processor are certain only from threshold + "
              + worker.timerResolutionMillis()
              + " ms on");
    }
    if (worker.luajit().isEmpty()) {
      counters.note(
          "worker "
              + worker.target().pid()
              + " has no Lua VM: C and system calls are all there is");
    }
  }

  /** Has the new workers of a master watched as they appear, from the next scan on. */
  public void follow(Target target) {
    masters.follow(target.pid());
  }

  /**
   * Watches until told to stop, or until no worker is left and none comes back.
   *
   * @param stop asked once a tick
   */
  public void run(BooleanSupplier stop) {
    if (options.mayStop()) {
      ThreadPriority.raise();
    }
    try {
      watch(stop);
    } finally {
      ThreadPriority.restore();
    }
  }

  private void watch(BooleanSupplier stop) {
    long next = System.nanoTime();
    while (!stop.getAsBoolean() && hasWork()) {
      long period = options.tickMicros() * 1000 * (isCalm() ? calmTicks : 1);
      // Without drift: the next tick is planned from the last planned one, and missed ones are
      // skipped.
      next += Math.max(1, (System.nanoTime() - next + period - 1) / period) * period;
      LockSupport.parkNanos(next - System.nanoTime());
      long late = Math.max(0, System.nanoTime() - next);
      counters.tick(late / 1000, options.tickMicros());
      tickAll();
    }
  }

  private boolean hasWork() {
    return options.pace().endless() || !watched.isEmpty() || !masters.isEmpty();
  }

  /**
   * True while no worker is away from its event loop. Waking up is what watching costs, and the
   * beginning of a block is read from nginx's own clock afterwards: only its end needs every tick.
   */
  private boolean isCalm() {
    for (WorkerWatch worker : watched) {
      if (worker.isAway()) {
        return false;
      }
    }
    return true;
  }

  private void tickAll() {
    for (int i = watched.size() - 1; i >= 0; i--) {
      WorkerWatch worker = watched.get(i);
      try {
        Block block = worker.tick(clock.micros());
        if (block != null) {
          sink.event(block);
        }
      } catch (ProcException e) {
        watched.remove(i);
        gone(worker);
      }
    }
    long now = clock.micros();
    // Attaching takes long: not while a worker may stand still and wait for us.
    if (now >= nextScanMicros && watched.stream().noneMatch(WorkerWatch::isStopPending)) {
      nextScanMicros = now + options.pace().rescanMicros();
      rescan();
    }
    sink.tick(now);
  }

  private void gone(WorkerWatch worker) {
    long now = clock.micros();
    Block last = worker.end(now);
    if (last != null) {
      sink.event(last);
    }
    ProcessKey key = worker.worker().target().key();
    sink.event(new WorkerEvent(key, now, WorkerEvent.What.GONE, "exited or killed"));
    known.remove(key); // a process that has ended does not come back under the same key
    worker.close();
  }

  private void rescan() {
    for (WorkerSeen seen : masters.workers()) {
      if (!known.contains(seen.key())) {
        finder.describe(seen.key().pid()).ifPresent(this::attachLater);
      }
    }
  }

  private void attachLater(Target target) {
    try {
      attach(target);
    } catch (DiagnosticException e) {
      unreadable(target.key(), e.getMessage());
    }
  }

  private void unreadable(ProcessKey key, String why) {
    known.add(key);
    sink.event(new WorkerEvent(key, clock.micros(), WorkerEvent.What.UNREADABLE, why));
  }

  /** Ends the iterations that still run, as blocks whose end was not seen. */
  public void finish() {
    for (WorkerWatch worker : watched) {
      Block block = worker.end(clock.micros());
      if (block != null) {
        sink.event(block);
      }
    }
  }

  /** What decides how far the result can be trusted. */
  public WatchCounters counters() {
    return counters;
  }

  /** The clock that stamps events. */
  public WallClock clock() {
    return clock;
  }

  @Override
  public void close() {
    watched.forEach(WorkerWatch::close);
    watched.clear();
  }
}
