package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import java.time.Duration;

/** One tracer at work on one worker. Whatever happens to us, it ends. */
public interface TracerRun extends AutoCloseable {
  /**
   * Waits until all probes are in place.
   *
   * @throws ProbeFailed if the tracer gave up, with its own words, or took longer than that
   */
  void awaitAttached(Duration patience) throws InterruptedException;

  /** Whether it still runs; it ends by itself when the worker does. */
  boolean isRunning();

  /** How it went until now; complete after {@link #close()}. */
  ProbeHealth health();

  /** Ends it and takes the rest of its output. Returns when its probes are gone. */
  @Override
  void close();
}
