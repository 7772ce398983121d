package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.sample.SampleStream;
import io.ngxscope.agent.stack.WorkerStacks;
import java.util.List;

/** Samples the stacks of workers by one tracer. */
interface SampleBackend extends AutoCloseable {
  /**
   * Starts on a worker, without waiting for it.
   *
   * @param all the workers that are traced
   * @param listener takes what is seen, with names
   * @throws ProcException if the worker is gone
   */
  TracerRun start(WorkerStacks worker, List<Pid> all, SampleStream.Listener listener)
      throws ProcException, InterruptedException;

  /** What a reader of the result must know, in sentences; complete when all runs have ended. */
  List<String> notes();

  /** Observations that could not be kept. */
  long dropped();

  @Override
  void close();
}
