package io.ngxscope.agent.probe;

import io.ngxscope.agent.os.StreamingProcess;
import io.ngxscope.agent.os.jna.ProcessGroup;

/** Ends a tracer that leads a process group of its own: it is asked, then told, then killed. */
final class TracerEnd {
  private static final long INT_MILLIS = 5_000;
  private static final long TERM_MILLIS = 2_000;
  private static final long KILL_MILLIS = 5_000;

  private TracerEnd() {}

  /**
   * How a tracer ended.
   *
   * @param nanos how long it took, in nanoseconds, at least 1
   * @param killed whether it had to be killed
   */
  record Ended(long nanos, boolean killed) {}

  /**
   * Returns when it has ended and the rest of its output was taken.
   *
   * @return how that went
   */
  static Ended of(StreamingProcess process) {
    long begin = System.nanoTime();
    boolean gone = false;
    try {
      gone =
          end(process, ProcessGroup.SIGINT, INT_MILLIS)
              || end(process, ProcessGroup.SIGTERM, TERM_MILLIS);
      if (!gone) {
        process.kill();
        end(process, ProcessGroup.SIGKILL, KILL_MILLIS);
      }
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
    }
    return new Ended(Math.max(1, System.nanoTime() - begin), !gone);
  }

  /** Kills it, and with it its probes, without waiting. */
  static void kill(StreamingProcess process) {
    process.kill();
    if (process.isRunning()) {
      ProcessGroup.signal(process.pid(), ProcessGroup.SIGKILL);
    }
  }

  private static boolean end(StreamingProcess process, int signal, long millis)
      throws InterruptedException {
    if (process.isRunning()) {
      ProcessGroup.signal(process.pid(), signal);
    }
    return process.await(millis);
  }
}
