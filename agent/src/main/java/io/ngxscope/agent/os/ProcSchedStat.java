package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * {@code /proc/PID/schedstat}: time of the main thread to the nanosecond (kernel documentation,
 * {@code scheduler/sched-stats}).
 *
 * @param runNanos time on a processor, in nanoseconds
 * @param waitNanos time spent ready to run but waiting for a processor, in nanoseconds
 * @param timeslices how often it got a processor
 */
public record ProcSchedStat(long runNanos, long waitNanos, long timeslices) {
  /** Reads it. */
  public static ProcSchedStat read(Pid pid) throws ProcException {
    return parse(ProcFs.LIVE.text(pid, "schedstat"));
  }

  /** Understands the content of a {@link ProcFile}. */
  public static ProcSchedStat parse(ByteBuffer content) throws ProcUnusable {
    return parse(StandardCharsets.ISO_8859_1.decode(content).toString());
  }

  /**
   * Understands the file's content.
   *
   * @throws ProcUnusable if the content is something else
   */
  public static ProcSchedStat parse(String text) throws ProcUnusable {
    String[] fields = text.strip().split(" ", -1);
    try {
      return new ProcSchedStat(
          Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new ProcUnusable("/proc/PID/schedstat: " + e.getMessage());
    }
  }
}
