package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.util.Arrays;
import java.util.List;

/**
 * {@code /proc/PID/cmdline}: the arguments of a process, or the title that it wrote over them
 * ({@code proc(5)}). Hostile text.
 *
 * @param arguments as separated by zero bytes; empty for kernel threads and zombies
 */
public record ProcCmdline(List<String> arguments) {
  /** Copies the arguments. */
  public ProcCmdline {
    arguments = List.copyOf(arguments);
  }

  /** Reads it. */
  public static ProcCmdline read(Pid pid) throws ProcException {
    return parse(ProcFs.LIVE.text(pid, "cmdline"));
  }

  /** Understands the file's content; whatever it is, it is some command line. */
  public static ProcCmdline parse(String text) {
    // A process that writes a title leaves the rest of the old arguments as zero bytes behind it.
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\0') {
      end--;
    }
    return end == 0
        ? new ProcCmdline(List.of())
        : new ProcCmdline(Arrays.asList(text.substring(0, end).split("\0", -1)));
  }

  /** The whole of it in one line, as {@code ps} shows it. */
  public String title() {
    return String.join(" ", arguments).strip();
  }
}
