package io.ngxscope.agent.probe;

import io.ngxscope.agent.target.Target;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A question about a process.
 *
 * @param id stable name for programs
 * @param title for people
 * @param neededBy who cannot work without it
 * @param question finds the answer
 */
public record TargetCheck(
    String id, String title, Set<Tracer> neededBy, Function<Target, Check> question) {
  /** Copies the set. */
  public TargetCheck {
    neededBy = Set.copyOf(neededBy);
  }

  /** Asks it. */
  public Diagnosis ask(Target target) {
    return new Diagnosis(id, title, Optional.of(target.pid()), neededBy, question.apply(target));
  }
}
