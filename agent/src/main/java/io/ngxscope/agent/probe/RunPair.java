package io.ngxscope.agent.probe;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Two tracers that answer one question about one worker together. */
public record RunPair(TracerRun first, TracerRun second) implements TracerRun {
  @Override
  public void awaitAttached(Duration patience) throws InterruptedException {
    first.awaitAttached(patience);
    second.awaitAttached(patience);
  }

  @Override
  public boolean isRunning() {
    return first.isRunning() && second.isRunning();
  }

  @Override
  public ProbeHealth health() {
    ProbeHealth a = first.health();
    ProbeHealth b = second.health();
    return new ProbeHealth(
        a.attached() && b.attached(),
        Math.max(a.attachMicros(), b.attachMicros()),
        Math.max(a.detachMicros(), b.detachMicros()),
        a.rows() + b.rows(),
        a.lostEvents() + b.lostEvents(),
        a.fullMaps() + b.fullMaps(),
        a.malformed() + b.malformed(),
        a.firstMalformed().isEmpty() ? b.firstMalformed() : a.firstMalformed(),
        both(a.warnings(), b.warnings()),
        both(a.failures(), b.failures()),
        a.exit() != 0 ? a.exit() : b.exit());
  }

  private static List<String> both(List<String> a, List<String> b) {
    return Stream.concat(a.stream(), b.stream()).distinct().toList();
  }

  /** The second first: what it tells is put in order with what the first has told. */
  @Override
  public void close() {
    second.close();
    first.close();
  }
}
