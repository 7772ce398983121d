package io.ngxscope.cli.report;

import io.ngxscope.agent.model.HeapCensus;
import java.util.List;

/** How far a snapshot can be trusted, in sentences. */
final class MemoryWords {
  private MemoryWords() {}

  static List<String> quality(HeapCensus census) {
    HeapCensus.Cost cost = census.cost();
    HeapCensus.Consistency c = census.consistency();
    return List.of(
        Quantities.format(
            "found %s of %s; the rest is the VM's own: string table, buffers, JIT compiler",
            Quantities.size(census.objectBytes()), Quantities.size(census.totalBytes())),
        Quantities.format(
            "copied %s in %s, analysed in %s with %s of memory; the worker was %s",
            Quantities.size(cost.copiedBytes()),
            Quantities.duration(cost.copyMicros()),
            Quantities.duration(cost.analysisMicros()),
            Quantities.size(cost.memoryBytes()),
            cost.stopMicros() == 0
                ? "not stopped"
                : "stopped for " + Quantities.duration(cost.stopMicros())),
        c.exact()
            ? "exact: the worker did not run while it was copied"
            : "the worker ran while it was copied: what it changed meanwhile may be missing",
        Quantities.format(
            "%s torn, %s repaired, %s to objects made meanwhile",
            Quantities.count(c.tornLinks(), "link"),
            Quantities.count(c.repairedObjects(), "object"),
            Quantities.count(c.missingReferences(), "reference")),
        Quantities.format(
            "%s (%s) that nothing holds wait for the collector",
            Quantities.count(c.unreachableObjects(), "object"),
            Quantities.size(c.unreachableBytes())));
  }
}
