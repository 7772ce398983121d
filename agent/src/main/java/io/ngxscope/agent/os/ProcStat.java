package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;

/**
 * {@code /proc/PID/stat}: state and counters of a process ({@code proc(5)}; numbers in brackets are
 * the fields of that page).
 *
 * @param pid its number (1)
 * @param command name of the executable, cut to 15 bytes, as the process set it; hostile (2)
 * @param state {@code R} running, {@code S} sleeping, {@code D} uninterruptible, {@code Z} zombie,
 *     {@code T} stopped, {@code t} traced, {@code X} dead, {@code I} idle (3)
 * @param parent number of the parent, 0 if it has none (4)
 * @param processGroup number of its process group: of daemonized nginx, the master's (5)
 * @param flags the kernel's {@code PF_*} bits (9)
 * @param userTicks time in user mode, all threads, in clock ticks (14)
 * @param systemTicks time in kernel mode, all threads, in clock ticks (15)
 * @param threads how many threads (20)
 * @param startTicks when it started, in clock ticks after boot (22)
 * @param virtualBytes size of its address space, in bytes (23)
 * @param residentPages pages in memory, roughly; {@link ProcStatus} is exact (24)
 * @param startStack address of the bottom (highest address) of the main thread's stack; 0 without
 *     the right to trace it (28)
 * @param argumentBytes room that the command line had and a title has, with that of the environment
 *     behind it, in bytes; 0 without the right to trace it (48, 51)
 * @param processor the CPU on which it ran last (39)
 */
public record ProcStat(
    Pid pid,
    String command,
    char state,
    int parent,
    int processGroup,
    long flags,
    long userTicks,
    long systemTicks,
    int threads,
    long startTicks,
    long virtualBytes,
    long residentPages,
    long startStack,
    long argumentBytes,
    int processor) {

  /** {@code PF_KTHREAD} of {@code include/linux/sched.h}. */
  private static final long PF_KTHREAD = 0x00200000;

  /** Number of the first field after the name, the state. */
  private static final int FIRST = 3;

  /** Reads it. */
  public static ProcStat read(Pid pid) throws ProcException {
    return parse(ProcFs.LIVE.text(pid, "stat"));
  }

  /**
   * Understands the file's content. The name may hold spaces, parentheses and newlines, so that
   * only its last closing parenthesis ends it.
   *
   * @throws ProcUnusable if the content is something else
   */
  public static ProcStat parse(String text) throws ProcUnusable {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    if (open < 2 || close < open || close + 2 > text.length()) {
      throw new ProcUnusable("/proc/PID/stat: no command name");
    }
    try {
      String[] fields = text.substring(close + 1).strip().split(" ", -1);
      return of(text.substring(0, open).strip(), text.substring(open + 1, close), fields);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ProcUnusable("/proc/PID/stat: " + e.getMessage());
    }
  }

  private static ProcStat of(String pid, String command, String[] fields) {
    return new ProcStat(
        new Pid(Integer.parseInt(pid)),
        command,
        field(fields, 3).charAt(0),
        Integer.parseInt(field(fields, 4)),
        Integer.parseInt(field(fields, 5)),
        Long.parseLong(field(fields, 9)),
        Long.parseLong(field(fields, 14)),
        Long.parseLong(field(fields, 15)),
        Integer.parseInt(field(fields, 20)),
        Long.parseLong(field(fields, 22)),
        Long.parseLong(field(fields, 23)),
        Long.parseLong(field(fields, 24)),
        Long.parseUnsignedLong(field(fields, 28)),
        Math.max(0, Long.parseLong(field(fields, 51)) - Long.parseLong(field(fields, 48))),
        Integer.parseInt(field(fields, 39)));
  }

  private static String field(String[] fields, int number) {
    return fields[number - FIRST];
  }

  /** Who it is, for good. */
  public ProcessKey key() {
    return new ProcessKey(pid, startTicks);
  }

  /** Whether it has ended and only waits for its parent to take notice. */
  public boolean isZombie() {
    return state == 'Z' || state == 'X';
  }

  /** Whether it is a thread of the kernel, without a program of its own. */
  public boolean isKernelThread() {
    return (flags & PF_KTHREAD) != 0;
  }

  /** Time on a processor so far, in clock ticks. */
  public long cpuTicks() {
    return userTicks + systemTicks;
  }
}
