package io.ngxscope.agent.session;

import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcSchedStat;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.sample.Observation;
import io.ngxscope.agent.sample.SampleStream;
import io.ngxscope.agent.sample.StackEvents;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.stream.StreamEvent;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.watch.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A worker whose stacks are sampled. What its script prints is named on the thread that reads it,
 * and fetched by the session's.
 */
final class StackWorker implements ProbedWorkers.Worker, SampleStream.Listener {
  /** Some seconds at the highest rate; the session fetches many times a second. */
  private static final int MAX_WAITING = 50_000;

  private final WorkerStacks stacks;
  private final StackEvents weights;
  private final long runNanosBefore;
  private @Nullable TracerRun run;
  private List<StackEvent> waiting = new ArrayList<>();
  private long complete;
  private long incomplete;
  private long torn;
  private long skipped;
  private long dropped;

  /** The numbers of a worker, to be summed up. */
  record Tally(long complete, long incomplete, long torn, long skipped, long dropped) {}

  StackWorker(WorkerStacks stacks, WallClock clock, long tickMicros) {
    this.stacks = stacks;
    this.weights = new StackEvents(stacks.target().key(), clock, tickMicros);
    this.runNanosBefore = runNanos();
  }

  /** What was found out about it. */
  WorkerStacks stacks() {
    return stacks;
  }

  /** Its script runs now. */
  StackWorker with(TracerRun started) {
    this.run = started;
    return this;
  }

  @Override
  public Target target() {
    return stacks.target();
  }

  /** Its LuaJIT in words, empty without. */
  String luajit() {
    return stacks.luajit();
  }

  @Override
  public TracerRun run() {
    return Objects.requireNonNull(run, "not started");
  }

  @Override
  public synchronized void sampled(Observation seen) {
    if (seen.complete()) {
      complete++;
    } else {
      incomplete++;
    }
    torn += seen.whole() ? 0 : 1;
    weights.sampled(seen).ifPresent(this::keep);
  }

  @Override
  public synchronized void event(StreamEvent event) {
    if (event instanceof StreamEvent.Woke woke) {
      keep(weights.woke(woke));
    } else if (event instanceof StreamEvent.Skipped more) {
      skipped = more.count();
    }
  }

  private void keep(StackEvent event) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(event);
    } else {
      dropped++;
    }
  }

  /** What came since the last time. */
  synchronized List<StackEvent> take() {
    List<StackEvent> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }

  synchronized Tally tally() {
    return new Tally(complete, incomplete, torn, skipped, dropped);
  }

  /** Lines, events and samples that are lost. */
  long lost() {
    ProbeHealth health = run().health();
    return health.lostEvents() + health.fullMaps() + health.malformed() + tally().dropped();
  }

  /** Processor time that it used since it was opened, in microseconds; 0 if it is gone. */
  long cpuMicros() {
    long now = runNanos();
    return now == 0 ? 0 : (now - runNanosBefore) / 1000;
  }

  private long runNanos() {
    try {
      return ProcSchedStat.read(stacks.target().pid()).runNanos();
    } catch (ProcException e) {
      return 0;
    }
  }
}
