package io.ngxscope.cli.daemon;

import io.ngxscope.agent.guard.Incident;
import io.ngxscope.cli.daemon.AgentLog.Field;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes bundles on a thread of its own. What finds no room on the disk waits in memory, a few of
 * them, until there is room; the summary is in the log in any case.
 */
public final class BundleQueue implements AutoCloseable {
  private static final int MOST = 4;
  private static final long RETRY_MILLIS = 5_000;
  private static final long LAST_MILLIS = 30_000;

  private final BundleFolder folder;
  private final AgentLog log;
  private final BiConsumer<Incident, Path> done;
  private final Deque<Incident> waiting = new ArrayDeque<>();
  private final Thread thread = new Thread(this::run, "ngxscope-bundles");
  private boolean closing;
  private long dropped;
  private long written;
  private @Nullable String full;

  /**
   * Begins with nothing to do.
   *
   * @param done is told of each bundle that was written, by the writing thread
   */
  public BundleQueue(BundleFolder folder, AgentLog log, BiConsumer<Incident, Path> done) {
    this.folder = folder;
    this.log = log;
    this.done = done;
    thread.setDaemon(true);
    thread.start();
  }

  /** Has a bundle written soon; never waits. */
  public synchronized void add(Incident incident) {
    if (waiting.size() >= MOST) {
      dropped++;
      log.warn("bundle_dropped", Field.of("why", "too many wait for room on the disk"));
      return;
    }
    waiting.addLast(incident);
    notifyAll();
  }

  private void run() {
    try {
      for (Incident next = next(); next != null; next = next()) {
        if (write(next)) {
          took();
        } else if (!rest()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Incident next() throws InterruptedException {
    while (waiting.isEmpty() && !closing) {
      wait();
    }
    return waiting.peekFirst();
  }

  private synchronized void took() {
    waiting.removeFirst();
    written++;
    notifyAll();
  }

  /** Waits for room; false if nobody will make any any more. */
  private synchronized boolean rest() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
    for (long left = RETRY_MILLIS; left > 0 && !closing; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    dropped += closing ? waiting.size() : 0;
    return !closing;
  }

  private boolean write(Incident incident) {
    try {
      Path bundle =
          folder.add(
              incident.trigger().unixMicros(),
              incident.trigger().source(),
              f -> BundleWriter.write(incident, f));
      full = null;
      log.info(
          "bundle_written",
          Field.of("path", bundle),
          Field.of("used_bytes", folder.usedBytes()),
          Field.of("removed_bundles", folder.removed()));
      done.accept(incident, bundle);
      return true;
    } catch (BundleFolder.DiskFull e) {
      if (full == null) {
        log.warn("disk_full", Field.of("why", e.getMessage()), Field.of("waiting", waiting()));
      }
      full = e.getMessage();
      return false;
    } catch (RuntimeException e) {
      log.warn("bundle_failed", Field.of("why", e));
      return true; // it would fail again
    }
  }

  /** How many wait to be written. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /** How many were given up. */
  public synchronized long dropped() {
    return dropped;
  }

  /** How many were written. */
  public synchronized long written() {
    return written;
  }

  /** Writes what waits, if there is room for it. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join(LAST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
