package io.ngxscope.agent.session;

import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.guard.Trigger;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.model.WorkerReading;
import java.util.List;

/** Is told what a guard sees, on the watching thread; must be quick. */
public interface GuardListener {
  /** What became of a trigger. */
  enum Fate {
    /** A capture has begun. */
    CAPTURING,
    /** The same was captured not long ago. */
    COOLING_DOWN,
    /** Enough was captured within a day. */
    DAY_IS_FULL,
    /** So many captures are open that no more begin. */
    TOO_MANY
  }

  /** A worker came, went, or cannot be watched. */
  default void worker(WorkerEvent event) {}

  /** A block has ended. */
  default void block(Block block) {}

  /** An iteration of an event loop was seen, block or not. */
  default void iteration(ProcessKey worker, long micros) {}

  /** What all workers had used at a moment. */
  default void readings(List<WorkerReading> readings) {}

  /** Who is away from its event loop now; ten times a second. */
  default void away(List<Away> away, long unixMicros) {}

  /** A rule fired, or somebody asked. */
  default void triggered(Trigger trigger, Fate fate) {}

  /** A capture is complete. */
  default void captured(Incident incident) {}

  /** Once a second. */
  default void second(GuardStatus status) {}
}
