package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Frame;
import java.util.List;

/**
 * A place in the code that kept event loops waiting.
 *
 * @param frame the place
 * @param blocks how many blocks it is blamed for, at least 1
 * @param totalMicros their durations together, in microseconds
 * @param maxMicros the longest of them, in microseconds
 * @param onCpuMicros the part of their durations on a processor, in microseconds
 * @param calling what the place had called for most of the time, such as {@code os.execute}; empty
 *     if nothing or not known
 * @param syscall the system call in which they spent most time; empty if in none
 * @param uris paths of the requests, most time first, at most {@link Culprits#MAX_URIS}
 * @param uriCount how many different paths there were
 */
public record Culprit(
    Frame frame,
    int blocks,
    long totalMicros,
    long maxMicros,
    long onCpuMicros,
    String calling,
    String syscall,
    List<String> uris,
    int uriCount) {
  /** Copies the paths. */
  public Culprit {
    uris = List.copyOf(uris);
  }
}
