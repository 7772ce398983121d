package io.ngxscope.cli.top;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.session.Away;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was seen of one worker. */
final class TopWorker {
  private static final int SECONDS = 60;
  private static final double MINUTE_MICROS = 60e6;

  private final ProcessKey key;
  private final Deque<Long> loop = new ArrayDeque<>();
  private @Nullable WorkerReading before;
  private @Nullable WorkerReading last;
  private @Nullable Away away;
  private @Nullable Block worst;
  private long longest;

  TopWorker(ProcessKey key) {
    this.key = key;
  }

  void block(Block block) {
    if (worst == null || block.durationMicros() > worst.durationMicros()) {
      worst = block;
    }
  }

  void iteration(long micros) {
    longest = Math.max(longest, micros);
  }

  void reading(WorkerReading reading) {
    before = last;
    last = reading;
  }

  void isBack() {
    away = null;
  }

  void away(Away now) {
    away = now;
  }

  void second() {
    loop.addLast(away == null ? longest : Math.max(longest, away.micros()));
    longest = 0;
    if (loop.size() > SECONDS) {
      loop.removeFirst();
    }
  }

  TopRow row(Collection<Block> recent) {
    long blocked =
        recent.stream().filter(b -> b.worker().equals(key)).mapToLong(Block::durationMicros).sum();
    WorkerReading reading = last;
    return new TopRow(
        key.pid().value(),
        away == null ? 0 : away.micros(),
        away == null ? null : away.block(),
        worst,
        Math.min(100, blocked * 100 / MINUTE_MICROS),
        cpuPercent(),
        reading == null ? 0 : reading.lua().bytes(),
        reading == null ? "" : reading.lua().gcState(),
        reading == null ? 0 : reading.residentBytes(),
        List.copyOf(loop));
  }

  private double cpuPercent() {
    WorkerReading from = before;
    WorkerReading to = last;
    if (from == null || to == null || to.unixMicros() <= from.unixMicros()) {
      return 0;
    }
    long micros = to.unixMicros() - from.unixMicros();
    return Math.max(0, to.cpuMicros() - from.cpuMicros()) * 100.0 / micros;
  }
}
