package io.ngxscope.cli.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block as JSON schema 1 has it.
 *
 * @param pid the worker
 * @param startUnixMs when it began
 * @param durationMs how long it took
 * @param onCpuMs time on a processor
 * @param offCpuMs the rest
 * @param open true if its end was not seen
 * @param uri the path of the request
 * @param method its method
 * @param phase where in the request
 * @param syscalls time by system call, longest first
 * @param stacks what it did, most time first
 */
record FoundBlock(
    long pid,
    long startUnixMs,
    double durationMs,
    double onCpuMs,
    double offCpuMs,
    boolean open,
    @Nullable String uri,
    @Nullable String method,
    String phase,
    List<Call> syscalls,
    List<FoundStack> stacks) {
  /** A system call with what its arguments mean. */
  record Call(String name, String detail, double ms) {}

  double startUs() {
    return startUnixMs * 1e3;
  }

  double endUs() {
    return startUs() + durationMs * 1e3;
  }

  /** The stack that most of the time is spent in. */
  FoundStack heaviest() {
    return stacks.isEmpty() ? new FoundStack("none", 0, 0, List.of()) : stacks.get(0);
  }

  /** One line for the message of a failure. */
  String describe() {
    String lua = heaviest().innermostLua().map(FoundFrame::toString).orElse("no Lua frame");
    return String.format(
        "found %.1f ms at %d in %d, %s %s, %s", durationMs, startUnixMs, pid, method, uri, lua);
  }
}
