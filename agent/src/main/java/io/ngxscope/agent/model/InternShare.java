package io.ngxscope.agent.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a worker's processor time interning takes, by sampled stacks.
 *
 * @param samples of the worker on a processor
 * @param parts of these, those that met it interning, by what it did
 * @param tickMicros time that a sample stands for, in microseconds
 * @param spanMicros time in which samples were taken, in microseconds
 * @param lost samples that are known to be lost
 * @param callers who had strings interned, most time first
 */
public record InternShare(
    long samples,
    Map<InternPart, Long> parts,
    long tickMicros,
    long spanMicros,
    long lost,
    List<InternCaller> callers) {
  /** Copies the collections. */
  public InternShare {
    Map<InternPart, Long> copy = new EnumMap<>(InternPart.class);
    copy.putAll(parts);
    parts = Collections.unmodifiableMap(copy);
    callers = List.copyOf(callers);
  }

  /** Samples that met it interning. */
  public long interning() {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of the processor time that the worker used, the part in percent; 0 without samples. */
  public double percent() {
    return samples == 0 ? 0 : 100.0 * interning() / samples;
  }

  /** The same of one of the parts. */
  public double percent(InternPart part) {
    return samples == 0 ? 0 : 100.0 * parts.getOrDefault(part, 0L) / samples;
  }
}
