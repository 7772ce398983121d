package io.ngxscope.agent.watch;

import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFile;
import io.ngxscope.agent.os.ProcSchedStat;

/** What the kernel accounts for a worker's main thread since some moment. */
final class CpuBill {
  private static final ProcSchedStat NOTHING = new ProcSchedStat(0, 0, 0);

  private final ProcFile schedstat;
  private ProcSchedStat start = NOTHING;

  CpuBill(ProcFile schedstat) {
    this.schedstat = schedstat;
  }

  /** Counts from now on. */
  void begin() throws ProcException {
    start = read();
  }

  /** Microseconds on a processor; 0 if the worker is gone. */
  long onCpuMicros() {
    try {
      return Math.max(0, read().runNanos() - start.runNanos()) / 1000;
    } catch (ProcException e) {
      return 0;
    }
  }

  /**
   * Microseconds in which it could have run but had no processor; 0 if the worker is gone. The
   * kernel adds each such wait when it ends.
   */
  long starvedMicros() {
    try {
      return Math.max(0, read().waitNanos() - start.waitNanos()) / 1000;
    } catch (ProcException e) {
      return 0;
    }
  }

  private ProcSchedStat read() throws ProcException {
    return ProcSchedStat.parse(schedstat.read());
  }
}
