package io.ngxscope.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The workers of an nginx master, as /proc tells. */
final class Workers {
  private static final String TITLE = "nginx: worker process";

  private Workers() {}

  /**
   * The PIDs of the workers that take requests, in order; those that are shutting down are left
   * out.
   */
  static List<Long> of(long master) {
    return ProcessHandle.of(master).stream()
        .flatMap(ProcessHandle::children)
        .map(ProcessHandle::pid)
        .filter(pid -> isServing(title(pid)))
        .sorted()
        .toList();
  }

  /** True for the title that a serving worker gives itself, false for one that is shutting down. */
  static boolean isServing(String title) {
    return title.startsWith(TITLE) && !title.contains("is shutting down");
  }

  /** True while a process runs; a zombie that nobody has collected yet runs no more. */
  static boolean isRunning(long pid) {
    String stat = read(pid, "stat"); // proc(5): PID (name) state ...
    int afterName = stat.lastIndexOf(')') + 2;
    return afterName < stat.length() && "ZX".indexOf(stat.charAt(afterName)) < 0;
  }

  private static String title(long pid) {
    return read(pid, "cmdline");
  }

  private static String read(long pid, String name) {
    try {
      Path file = Path.of("/proc", Long.toString(pid), name);
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // gone in the meantime
    }
  }
}
