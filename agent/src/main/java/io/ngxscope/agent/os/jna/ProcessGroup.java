package io.ngxscope.agent.os.jna;

/** Signals to a process and everything that it started ({@code kill(2)}, {@code setsid(2)}). */
public final class ProcessGroup {
  /** What Ctrl-C sends: end in good order. */
  public static final int SIGINT = 2;

  /** End at once, but in order. */
  public static final int SIGTERM = 15;

  /** End; cannot be refused. */
  public static final int SIGKILL = 9;

  private ProcessGroup() {}

  /**
   * Sends a signal to a group.
   *
   * @param leader number of the process that leads it, above 1: 0 and 1 would mean our own group
   *     and everybody
   * @param signal one of the constants
   * @return whether there was such a group
   */
  public static boolean signal(long leader, int signal) {
    if (leader <= 1 || leader > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not the leader of a group of ours: " + leader);
    }
    return LibC.kill((int) -leader, signal) == 0;
  }
}
