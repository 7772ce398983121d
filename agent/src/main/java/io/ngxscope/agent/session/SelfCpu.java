package io.ngxscope.agent.session;

import java.lang.management.ManagementFactory;

/** What ngxscope itself uses. */
final class SelfCpu {
  private SelfCpu() {}

  /** Processor time of all its threads since it began, in microseconds. */
  static long micros() {
    long nanos =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean bean
            ? bean.getProcessCpuTime()
            : 0;
    return nanos / 1000;
  }
}
