package io.ngxscope.agent.target;

import io.ngxscope.agent.os.BootTime;
import io.ngxscope.agent.os.ProcFs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder that looks like {@code /proc}, for processes that tests make up. */
final class FakeProc {
  static final String EXE = "/usr/sbin/nginx";
  private final Path root;

  FakeProc(Path root) {
    this.root = root;
  }

  TargetFinder finder() {
    return new TargetFinder(fs(), new BootTime(1_000_000, 100));
  }

  ProcFs fs() {
    return new ProcFs(root);
  }

  /** A process of user 33 that began {@code startTicks} after boot. */
  FakeProc process(int pid, int parent, long startTicks, String exe, String cmdline) {
    return process(pid, parent, startTicks, exe, cmdline, "S", "" + pid);
  }

  FakeProc process(
      int pid,
      int parent,
      long startTicks,
      String exe,
      String cmdline,
      String state,
      String namespacePids) {
    String name = exe.substring(exe.lastIndexOf('/') + 1);
    write(pid, "stat", stat(pid, name, state, parent, startTicks));
    write(pid, "cmdline", cmdline);
    write(pid, "status", "Tgid:\t" + pid + "\nUid:\t0\t33\t0\t0\nNSpid:\t" + namespacePids + "\n");
    write(pid, "cgroup", "0::/system.slice/nginx.service\n");
    link(pid, "exe", exe);
    link(pid, "root", "/");
    return this;
  }

  private static String stat(int pid, String name, String state, int parent, long startTicks) {
    return pid
        + " ("
        + name
        + ") "
        + state
        + " "
        + parent
        + " 500 500 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 "
        + startTicks
        + " 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0"
        + " 0".repeat(13)
        + "\n";
  }

  FakeProc write(int pid, String name, String content) {
    try {
      Path file = root.resolve(pid + "/" + name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeProc link(int pid, String name, String target) {
    try {
      Path link = root.resolve(pid + "/" + name);
      Files.deleteIfExists(link);
      if (!target.isEmpty()) {
        Files.createSymbolicLink(link, Path.of(target));
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Links lead out of the test's folder, of which JUnit would warn. */
  void removeLinks() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }
}
