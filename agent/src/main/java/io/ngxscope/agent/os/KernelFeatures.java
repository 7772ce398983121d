package io.ngxscope.agent.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the running kernel can do and allows.
 *
 * @param release as in {@code uname -r}
 * @param architecture as in {@code uname -m}, {@code x86_64} becoming {@code amd64}
 * @param config its build options
 * @param tracefs whether the tracing file system is mounted and may be read
 * @param uprobes whether it has the uprobe event source
 * @param btf whether it carries its own type information ({@code /sys/kernel/btf/vmlinux})
 * @param perfEventParanoid {@code kernel.perf_event_paranoid}; empty without perf events
 * @param yamaScope {@code kernel.yama.ptrace_scope}; empty without Yama
 * @param lockdown {@code none}, {@code integrity} or {@code confidentiality}; empty without it
 * @param schedstat whether {@code /proc/PID/schedstat} is there
 * @param ownPidNamespace whether we run in a PID namespace of our own, as in a container
 */
public record KernelFeatures(
    String release,
    String architecture,
    KernelConfig config,
    boolean tracefs,
    boolean uprobes,
    boolean btf,
    OptionalInt perfEventParanoid,
    OptionalInt yamaScope,
    Optional<String> lockdown,
    boolean schedstat,
    boolean ownPidNamespace) {

  /** The initial PID namespace has a fixed inode ({@code PROC_PID_INIT_INO}). */
  private static final String INITIAL_PID_NAMESPACE = "pid:[4026531836]";

  private static final Pattern CHOSEN = Pattern.compile("\\[([a-z]+)\\]");
  private static final int MAX_BYTES = 4096;

  /** This machine's. */
  public static KernelFeatures read() {
    return read(Path.of("/"), System.getProperty("os.arch", ""));
  }

  /**
   * Those of a machine of which {@code /proc} and {@code /sys} lie under a folder.
   *
   * @param root {@code /}, or a folder that tests made to look like it
   */
  static KernelFeatures read(Path root, String architecture) {
    String release = textOrEmpty(root.resolve("proc/sys/kernel/osrelease"));
    return new KernelFeatures(
        release,
        architecture,
        KernelConfig.read(root, release),
        isReadable(root, "sys/kernel/tracing/available_events")
            || isReadable(root, "sys/kernel/debug/tracing/available_events"),
        Files.exists(root.resolve("sys/bus/event_source/devices/uprobe")),
        Files.exists(root.resolve("sys/kernel/btf/vmlinux")),
        number(root, "proc/sys/kernel/perf_event_paranoid"),
        number(root, "proc/sys/kernel/yama/ptrace_scope"),
        lockdown(textOrEmpty(root.resolve("sys/kernel/security/lockdown"))),
        Files.exists(root.resolve("proc/self/schedstat")),
        isInOwnPidNamespace(root.resolve("proc/self/ns/pid")));
  }

  /** {@code none [integrity] confidentiality}: the chosen one stands in brackets. */
  static Optional<String> lockdown(String text) {
    Matcher chosen = CHOSEN.matcher(text);
    return chosen.find() ? Optional.of(chosen.group(1)) : Optional.empty();
  }

  private static boolean isReadable(Path root, String file) {
    return Files.isReadable(root.resolve(file));
  }

  private static OptionalInt number(Path root, String file) {
    try {
      return OptionalInt.of(Integer.parseInt(textOrEmpty(root.resolve(file))));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  private static boolean isInOwnPidNamespace(Path link) {
    try {
      return !Files.readSymbolicLink(link).toString().equals(INITIAL_PID_NAMESPACE);
    } catch (IOException e) {
      return false;
    }
  }

  private static String textOrEmpty(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
