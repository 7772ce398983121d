package io.ngxscope.agent.probe;

import java.util.List;

/**
 * How a run of a script went: what was lost and what its tracer said. The texts are as printed:
 * escape where shown.
 *
 * @param attached whether all probes were in place
 * @param attachMicros how long that took from the start of the tracer, in microseconds; 0 if it did
 *     not come to that
 * @param detachMicros how long ending took, in microseconds; 0 while it runs
 * @param rows events that were taken
 * @param lostEvents events that the tracer threw away
 * @param fullMaps how often a map took no more keys
 * @param malformed lines that could not be understood, and rows that the header does not describe
 * @param firstMalformed the first of them; empty if there are none
 * @param warnings what the tracer warned of, the first few
 * @param failures what the tracer gave up on, the first few
 * @param exit the tracer's status, or -1 while it runs
 */
public record ProbeHealth(
    boolean attached,
    long attachMicros,
    long detachMicros,
    long rows,
    long lostEvents,
    long fullMaps,
    long malformed,
    String firstMalformed,
    List<String> warnings,
    List<String> failures,
    int exit) {
  /** Copies the lists. */
  public ProbeHealth {
    warnings = List.copyOf(warnings);
    failures = List.copyOf(failures);
  }

  /** The same without some rows that were not the script's. */
  public ProbeHealth withoutRows(long others) {
    return new ProbeHealth(
        attached,
        attachMicros,
        detachMicros,
        rows - others,
        lostEvents,
        fullMaps,
        malformed,
        firstMalformed,
        warnings,
        failures,
        exit);
  }

  /** Several runs as one: the first one's way in, the worst way out, everything else added up. */
  public static ProbeHealth sum(List<ProbeHealth> runs) {
    return new ProbeHealth(
        runs.stream().anyMatch(ProbeHealth::attached),
        runs.stream().mapToLong(ProbeHealth::attachMicros).findFirst().orElse(0),
        runs.stream().mapToLong(ProbeHealth::detachMicros).max().orElse(0),
        runs.stream().mapToLong(ProbeHealth::rows).sum(),
        runs.stream().mapToLong(ProbeHealth::lostEvents).sum(),
        runs.stream().mapToLong(ProbeHealth::fullMaps).sum(),
        runs.stream().mapToLong(ProbeHealth::malformed).sum(),
        runs.stream()
            .map(ProbeHealth::firstMalformed)
            .filter(f -> !f.isEmpty())
            .findFirst()
            .orElse(""),
        runs.stream().flatMap(r -> r.warnings().stream()).distinct().toList(),
        runs.stream().flatMap(r -> r.failures().stream()).distinct().toList(),
        runs.stream().mapToInt(ProbeHealth::exit).max().orElse(-1));
  }
}
