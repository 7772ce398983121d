package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;

/**
 * {@code /proc/PID/wchan}: the kernel function in which the main thread sleeps ({@code proc(5)}).
 *
 * @param function its name; empty if it runs, or if the kernel does not tell (no right to trace, or
 *     built without kallsyms)
 */
public record WaitChannel(String function) {
  /** Names are shorter than {@code KSYM_NAME_LEN}. */
  private static final int MAX_LENGTH = 512;

  /** Reads it. */
  public static WaitChannel read(Pid pid) throws ProcException {
    return parse(ProcFs.LIVE.text(pid, "wchan"));
  }

  /** Understands the file's content; {@code 0} means none. */
  public static WaitChannel parse(String text) {
    String name = text.strip();
    boolean useful = !name.equals("0") && name.length() <= MAX_LENGTH;
    return new WaitChannel(useful ? name : "");
  }
}
