package io.ngxscope.cli.top;

import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.session.Away;
import io.ngxscope.agent.session.GuardListener;
import io.ngxscope.agent.session.GuardStatus;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Gathers what the watching thread sees; the drawing thread takes views of it. */
public final class TopModel implements GuardListener {
  private static final long MINUTE_MICROS = 60_000_000;
  private static final int MAX_BLOCKS = 1_000;
  private static final long SAID_MICROS = 20_000_000;
  private static final int MAX_WORST = 50;

  private final Map<ProcessKey, TopWorker> workers = new HashMap<>();
  private final Deque<Block> recent = new ArrayDeque<>();
  private long unixMicros;
  private long blocks;
  private OptionalLong inFlight = OptionalLong.empty();
  private String said = "";
  private long saidMicros;

  /** Nothing was seen yet. */
  public TopModel() {}

  @Override
  public synchronized void block(Block block) {
    blocks++;
    recent.addLast(block);
    if (recent.size() > MAX_BLOCKS) {
      recent.removeFirst();
    }
    worker(block.worker()).block(block);
  }

  @Override
  public synchronized void iteration(ProcessKey worker, long micros) {
    worker(worker).iteration(micros);
  }

  @Override
  public synchronized void readings(List<WorkerReading> readings) {
    readings.forEach(r -> worker(r.worker()).reading(r));
  }

  @Override
  public synchronized void away(List<Away> away, long now) {
    unixMicros = now;
    workers.values().forEach(TopWorker::isBack);
    away.forEach(a -> worker(a.worker()).away(a));
  }

  @Override
  public synchronized void second(GuardStatus status) {
    inFlight = status.inFlight();
    Set<ProcessKey> living = new HashSet<>();
    status.workers().stream().map(TargetInfo::key).forEach(living::add);
    living.forEach(this::worker);
    workers.keySet().retainAll(living);
    workers.values().forEach(TopWorker::second);
    while (!recent.isEmpty() && status.unixMicros() - end(recent.getFirst()) > MINUTE_MICROS) {
      recent.removeFirst();
    }
  }

  private static long end(Block block) {
    return block.startUnixMicros() + block.durationMicros();
  }

  private TopWorker worker(ProcessKey key) {
    return workers.computeIfAbsent(key, TopWorker::new);
  }

  /** Has something told to the user. */
  public synchronized void say(String words) {
    said = words;
    saidMicros = unixMicros;
  }

  /** What there is to be shown now. */
  synchronized TopView view() {
    List<TopRow> rows =
        workers.values().stream()
            .map(w -> w.row(recent))
            .sorted(Comparator.comparingInt(TopRow::pid))
            .toList();
    List<Block> worst =
        recent.stream()
            .sorted(Comparator.comparingLong(Block::durationMicros).reversed())
            .limit(MAX_WORST)
            .toList();
    return new TopView(
        unixMicros,
        rows,
        Culprits.of(recent),
        worst,
        blocks,
        inFlight,
        unixMicros - saidMicros < SAID_MICROS ? said : "");
  }
}
