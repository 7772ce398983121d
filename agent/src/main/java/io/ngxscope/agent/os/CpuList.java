package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.util.BitSet;
import java.util.stream.Collectors;

/**
 * A set of processors as the kernel writes it: {@code 0-3,8} ({@code cpuset(7)}, list format).
 *
 * @param cpus their numbers
 */
public record CpuList(BitSet cpus) {
  /** More than any kernel is built for ({@code CONFIG_NR_CPUS}). */
  private static final int MAX_CPUS = 8192;

  /** Copies the set. */
  public CpuList {
    cpus = (BitSet) cpus.clone();
  }

  @Override
  public BitSet cpus() {
    return (BitSet) cpus.clone();
  }

  /** On which a process may run. */
  public static CpuList allowed(Pid pid) throws ProcException {
    String text = ProcFs.LIVE.text(pid, "status");
    String list =
        text.lines()
            .filter(line -> line.startsWith("Cpus_allowed_list:"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("");
    return parse(list);
  }

  /**
   * Understands a list.
   *
   * @throws ProcUnusable if it is something else
   */
  public static CpuList parse(String text) throws ProcUnusable {
    BitSet cpus = new BitSet();
    try {
      for (String part : text.split(",", -1)) {
        String[] ends = part.split("-", 2);
        int first = Integer.parseInt(ends[0]);
        int last = ends.length == 2 ? Integer.parseInt(ends[1]) : first;
        if (first < 0 || last < first || last >= MAX_CPUS) {
          throw new ProcUnusable("no list of processors: " + text);
        }
        cpus.set(first, last + 1);
      }
    } catch (NumberFormatException e) {
      throw new ProcUnusable("no list of processors: " + text);
    }
    return new CpuList(cpus);
  }

  /** These without others; these themselves if nothing would be left. */
  public CpuList without(BitSet others) {
    BitSet rest = cpus();
    rest.andNot(others);
    return rest.isEmpty() ? this : new CpuList(rest);
  }

  /** The list format, which {@code taskset(1)} takes too. */
  public String text() {
    return cpus.stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
  }
}
