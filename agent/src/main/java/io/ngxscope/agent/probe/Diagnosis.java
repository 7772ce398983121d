package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.Pid;
import java.util.Optional;
import java.util.Set;

/**
 * One question and its answer.
 *
 * @param id stable name for programs
 * @param title for people
 * @param target the process it is about; empty if it is about the machine
 * @param neededBy who cannot work without it; may be nobody
 * @param result the answer; its texts may come from the target
 */
public record Diagnosis(
    String id, String title, Optional<Pid> target, Set<Tracer> neededBy, Check result) {
  /** Copies the set. */
  public Diagnosis {
    neededBy = Set.copyOf(neededBy);
  }
}
