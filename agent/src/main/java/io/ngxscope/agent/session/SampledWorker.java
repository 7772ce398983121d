package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.sample.WorkerBlocks;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.target.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * A worker whose blocks are sampled.
 *
 * @param stacks the worker
 * @param blocks gathers what its script tells
 * @param run its script
 */
record SampledWorker(WorkerStacks stacks, WorkerBlocks blocks, TracerRun run)
    implements ProbedWorkers.Worker {
  @Override
  public Target target() {
    return stacks.target();
  }

  /** What is left when its script has ended, the block that still goes on included. */
  List<Block> rest() {
    List<Block> rest = new ArrayList<>(blocks.take(true));
    rest.addAll(blocks.open());
    return rest;
  }

  /** Events and observations that are lost. */
  long lost() {
    ProbeHealth health = run.health();
    return health.lostEvents() + health.fullMaps() + health.malformed() + blocks.lost();
  }

  /** What a reader of the result must know of it. */
  List<String> notes() {
    ProbeHealth health = run.health();
    String who = "worker " + target().pid() + ": ";
    List<String> notes = new ArrayList<>();
    if (health.lostEvents() > 0) {
      notes.add(who + "the tracer lost " + health.lostEvents() + " records, its buffer was full");
    }
    if (health.malformed() > 0) {
      notes.add(who + health.malformed() + " lines could not be understood");
    }
    if (health.fullMaps() > 0) {
      notes.add(who + "a map of the script was full " + health.fullMaps() + " times");
    }
    if (blocks.skipped() > 0) {
      notes.add(
          who
              + blocks.skipped()
              + " sleeps were measured without a stack, since there were more than 1000 a second");
    }
    if (blocks.busy() > 0) {
      notes.add(
          who
              + "the probes were removed, for they were hit "
              + blocks.busy()
              + " times in a second, which costs too much");
    }
    if (health.exit() > 0) {
      health.failures().forEach(f -> notes.add(who + "the tracer: " + f));
    }
    return notes;
  }
}
