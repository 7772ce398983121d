package io.ngxscope.samples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Signals, which Java can only send through a shell. */
public final class Signals {
  private Signals() {}

  /**
   * Sends a signal; a process that is already gone is no error.
   *
   * @param pid the process
   * @param name without SIG, such as {@code HUP}
   */
  public static void send(long pid, String name) {
    // The shell's own kill: it is there even where procps is not installed.
    List<String> command =
        List.of("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, Long.toString(pid));
    Running.run(command, Path.of("/"), Duration.ofSeconds(10));
  }
}
