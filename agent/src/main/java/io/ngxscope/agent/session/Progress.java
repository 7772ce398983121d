package io.ngxscope.agent.session;

/**
 * How far a capture is.
 *
 * @param elapsedMicros since its start, in microseconds
 * @param totalMicros as long as it was asked to take, in microseconds
 * @param blocks found so far
 * @param worstMicros the longest of them, in microseconds
 */
public record Progress(long elapsedMicros, long totalMicros, int blocks, long worstMicros) {
  /** Takes progress, on the watching thread; must be quick. */
  @FunctionalInterface
  public interface Listener {
    /** Called about ten times a second. */
    void progress(Progress now);
  }
}
