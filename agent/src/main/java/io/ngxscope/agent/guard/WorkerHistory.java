package io.ngxscope.agent.guard;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.WorkerReading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the rules must remember of one worker. */
final class WorkerHistory {
  private static final int MAX_BLOCKS = 500;
  private static final int MAX_READINGS = 1_000;

  private final long cpuWindowMicros;
  private final long blockedWindowMicros;
  private final Map<Rule, RisingLows> lows;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private final Deque<WorkerReading> readings = new ArrayDeque<>();

  WorkerHistory(List<Rule> rules) {
    this.cpuWindowMicros = longest(rules, Rule.Kind.CPU);
    this.blockedWindowMicros =
        Math.max(longest(rules, Rule.Kind.BLOCKED), Math.max(cpuWindowMicros, 60_000_000));
    this.lows =
        rules.stream()
            .filter(r -> r.kind() == Rule.Kind.GC || r.kind() == Rule.Kind.RSS)
            .collect(Collectors.toMap(Function.identity(), r -> new RisingLows(r.windowMicros())));
  }

  private static long longest(List<Rule> rules, Rule.Kind kind) {
    return rules.stream()
        .filter(r -> r.kind() == kind)
        .mapToLong(Rule::windowMicros)
        .max()
        .orElse(0);
  }

  void add(Block block) {
    blocks.addLast(block);
    if (blocks.size() > MAX_BLOCKS) {
      blocks.removeFirst();
    }
  }

  void add(WorkerReading reading) {
    readings.addLast(reading);
    long now = reading.unixMicros();
    while (readings.size() > MAX_READINGS
        || now - readings.getFirst().unixMicros() > cpuWindowMicros + 1_500_000) {
      readings.removeFirst();
    }
    while (!blocks.isEmpty() && now - end(blocks.getFirst()) > blockedWindowMicros) {
      blocks.removeFirst();
    }
    lows.forEach(
        (rule, low) ->
            low.add(
                now,
                rule.kind() == Rule.Kind.GC ? reading.lua().bytes() : reading.residentBytes()));
  }

  private static long end(Block block) {
    return block.startUnixMicros() + block.durationMicros();
  }

  /** The blocks that ended within the last so many microseconds. */
  List<Block> blocksWithin(long windowMicros, long nowMicros) {
    List<Block> found = new ArrayList<>();
    for (Block block : blocks) {
      if (nowMicros - end(block) <= windowMicros) {
        found.add(block);
      }
    }
    return found;
  }

  /**
   * Percent of a processor over a window.
   *
   * @return 0 if it has not been watched for so long
   */
  double cpuPercent(long windowMicros) {
    WorkerReading last = readings.peekLast();
    WorkerReading first = null;
    for (WorkerReading reading : readings) {
      if (last != null && last.unixMicros() - reading.unixMicros() >= windowMicros) {
        first = reading;
      }
    }
    return first == null || last == null ? 0 : percent(first, last);
  }

  private static double percent(WorkerReading from, WorkerReading to) {
    long micros = to.unixMicros() - from.unixMicros();
    return micros <= 0 ? 0 : Math.max(0, to.cpuMicros() - from.cpuMicros()) * 100.0 / micros;
  }

  /** By how many bytes the lows have risen over the window of a rule. */
  long risen(Rule rule) {
    RisingLows low = lows.get(rule);
    return low == null ? 0 : low.risen();
  }
}
