package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Quality;
import java.util.ArrayDeque;
import java.util.Deque;

/** The counts of the last minutes, so that a capture can say what was counted in its own time. */
final class QualityLog {
  private final long keepMicros;
  private final Deque<At> log = new ArrayDeque<>();

  private record At(long unixMicros, Quality quality) {}

  QualityLog(long keepMicros) {
    this.keepMicros = keepMicros;
  }

  /** Notes the counts of a moment. */
  void add(long nowMicros, Quality quality) {
    log.addLast(new At(nowMicros, quality));
    while (log.size() > 1 && nowMicros - log.getFirst().unixMicros() > keepMicros) {
      log.removeFirst();
    }
  }

  /**
   * What was counted since then. The worst values are those since the agent began: they are upper
   * bounds.
   */
  Quality since(long fromMicros, Quality now) {
    At first = log.peekFirst();
    Quality before = first == null ? Quality.NONE : first.quality();
    for (At at : log) {
      before = at.unixMicros() <= fromMicros ? at.quality() : before;
    }
    return new Quality(
        now.ticks() - before.ticks(),
        now.lateTicks() - before.lateTicks(),
        now.maxLateMicros(),
        now.tornReads() - before.tornReads(),
        now.stops() - before.stops(),
        now.maxStopMicros(),
        now.totalStopMicros() - before.totalStopMicros(),
        now.unwound() - before.unwound(),
        now.notUnwound() - before.notUnwound(),
        now.lost() - before.lost(),
        now.selfCpuMicros() - before.selfCpuMicros(),
        now.notes());
  }
}
