package io.ngxscope.agent.sample;

import io.ngxscope.agent.os.ProcException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** The thread that looks at sleeping workers, all of them once a tick. */
public final class SleepLooker implements AutoCloseable {
  /** A look that finds nothing new takes about so long; a tick is not to be full of them. */
  private static final long LOOK_NANOS = 20_000;

  private final List<SleepLooks> workers = new CopyOnWriteArrayList<>();
  private final long tickNanos;
  private final Thread thread = new Thread(this::run, "ngxscope-sleeps");
  private boolean started;
  private volatile boolean closed;

  /**
   * Readies looking; begins with the first worker.
   *
   * @param tickNanos time between two looks at a worker, in nanoseconds
   */
  public SleepLooker(long tickNanos) {
    this.tickNanos = tickNanos;
    thread.setDaemon(true);
  }

  synchronized void add(SleepLooks worker) {
    workers.add(worker);
    if (!started) {
      started = true;
      thread.start();
    }
  }

  void remove(SleepLooks worker) {
    workers.remove(worker);
  }

  private void run() {
    while (!closed) {
      workers.removeIf(SleepLooker::isGone);
      LockSupport.parkNanos(Math.max(tickNanos, workers.size() * LOOK_NANOS));
    }
  }

  private static boolean isGone(SleepLooks worker) {
    try {
      worker.look();
      return false;
    } catch (ProcException e) {
      return true; // others will say so
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
