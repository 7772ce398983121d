package io.ngxscope.agent.foreign;

/**
 * How text of {@code perf script} is folded; names and meanings are those of stackcollapse-perf.pl.
 *
 * @param pid the process number stands behind the name of the process
 * @param tid process and thread number stand there
 * @param kernel kernel functions are marked {@code _[k]}
 * @param jit functions of a {@code perf-PID.map} are marked {@code _[j]}
 * @param inline inlined functions are asked of addr2line(1)
 * @param addrs addresses stand where no symbol is known
 * @param eventFilter the only event that counts; empty: the first one that is met
 */
public record PerfOptions(
    boolean pid,
    boolean tid,
    boolean kernel,
    boolean jit,
    boolean inline,
    boolean addrs,
    String eventFilter) {
  /** None of them. */
  public static final PerfOptions NONE =
      new PerfOptions(false, false, false, false, false, false, "");
}
