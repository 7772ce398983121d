package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /proc/PID/status}: identity, rights and memory of a process ({@code proc(5)}). Lines that
 * a kernel does not have give the value that means "none".
 *
 * @param threadGroup number of the process; differs from the number asked for where that is a
 *     thread's
 * @param realUid user who started it
 * @param effectiveUid user whose rights it has
 * @param namespacePids its number in each PID namespace, ours first, its own last; never empty
 * @param tracer number of the process that traces it, 0 if none
 * @param threads how many threads
 * @param seccomp 0 no filter, 1 strict, 2 filtered
 * @param effectiveCapabilities bit n is capability number n ({@code capabilities(7)})
 * @param residentBytes memory in use ({@code VmRSS}), in bytes; 0 for zombies and kernel threads
 * @param voluntarySwitches times the main thread gave up the processor to wait
 * @param involuntarySwitches times the main thread was put aside for another
 */
public record ProcStatus(
    int threadGroup,
    int realUid,
    int effectiveUid,
    List<Integer> namespacePids,
    int tracer,
    int threads,
    int seccomp,
    long effectiveCapabilities,
    long residentBytes,
    long voluntarySwitches,
    long involuntarySwitches) {

  /** Copies the numbers. */
  public ProcStatus {
    namespacePids = List.copyOf(namespacePids);
  }

  /** Reads it. */
  public static ProcStatus read(Pid pid) throws ProcException {
    return parse(ProcFs.LIVE.text(pid, "status"));
  }

  /**
   * Understands the file's content.
   *
   * @throws ProcUnusable if the content is something else
   */
  public static ProcStatus parse(String text) throws ProcUnusable {
    Map<String, String> lines = new HashMap<>();
    text.lines().forEach(line -> putLine(line, lines));
    try {
      return of(lines);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ProcUnusable("/proc/PID/status: " + e.getMessage());
    }
  }

  private static void putLine(String line, Map<String, String> lines) {
    int colon = line.indexOf(':');
    if (colon > 0) {
      // The first one counts: the kernel escapes newlines in Name, but nothing relies on it.
      lines.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
    }
  }

  private static ProcStatus of(Map<String, String> lines) {
    List<Integer> uids = numbers(lines.getOrDefault("Uid", ""));
    return new ProcStatus(
        (int) first(lines, "Tgid"),
        uids.get(0),
        uids.get(1),
        numbers(lines.getOrDefault("NSpid", lines.getOrDefault("Pid", ""))),
        (int) first(lines, "TracerPid"),
        (int) first(lines, "Threads"),
        (int) first(lines, "Seccomp"),
        Long.parseUnsignedLong(lines.getOrDefault("CapEff", "0"), 16),
        first(lines, "VmRSS") * 1024,
        first(lines, "voluntary_ctxt_switches"),
        first(lines, "nonvoluntary_ctxt_switches"));
  }

  private static long first(Map<String, String> lines, String key) {
    return Long.parseLong(lines.getOrDefault(key, "0").split("\\s", 2)[0]);
  }

  private static List<Integer> numbers(String value) {
    // User numbers are unsigned: 4294967295 is "no such user" of a user namespace.
    return Arrays.stream(value.split("\\s+", -1)).map(Integer::parseUnsignedInt).toList();
  }

  /** Its number in its own PID namespace: what its own logs call it. */
  public int ownPid() {
    return namespacePids.get(namespacePids.size() - 1);
  }
}
