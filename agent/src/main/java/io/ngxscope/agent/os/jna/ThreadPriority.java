package io.ngxscope.agent.os.jna;

/** The priority of the calling thread ({@code setpriority(2)}; Linux keeps it for each thread). */
public final class ThreadPriority {
  private static final int PRIO_PROCESS = 0;
  private static final int URGENT = -15;

  private ThreadPriority() {}

  /**
   * Asks for a processor before others: a thread that has stopped a worker must not lose its
   * processor meanwhile. Needs CAP_SYS_NICE; without it nothing changes.
   *
   * @return true if it was granted
   */
  public static boolean raise() {
    return LibC.setpriority(PRIO_PROCESS, 0, URGENT) == 0;
  }

  /** Back to the usual. */
  public static void restore() {
    LibC.setpriority(PRIO_PROCESS, 0, 0);
  }
}
