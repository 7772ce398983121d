package io.ngxscope.agent.session;

import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.sample.PerfSampling;
import java.time.Duration;

/**
 * A run of perf with what is gathered from it, which has its last word when the run has ended.
 *
 * @param run the tracer
 * @param sampling what is gathered
 */
record SamplingRun(TracerRun run, PerfSampling sampling) implements TracerRun {
  @Override
  public void awaitAttached(Duration patience) throws InterruptedException {
    run.awaitAttached(patience);
  }

  @Override
  public boolean isRunning() {
    return run.isRunning();
  }

  @Override
  public ProbeHealth health() {
    return run.health();
  }

  @Override
  public void close() {
    run.close();
    sampling.close();
  }
}
