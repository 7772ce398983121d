package io.ngxscope.agent.probe;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A question about the machine.
 *
 * @param id stable name for programs
 * @param title for people
 * @param neededBy who cannot work without it
 * @param question finds the answer
 */
public record HostCheck(
    String id, String title, Set<Tracer> neededBy, Function<Machine, Check> question) {
  /** Copies the set. */
  public HostCheck {
    neededBy = Set.copyOf(neededBy);
  }

  /** Asks it. */
  public Diagnosis ask(Machine machine) {
    return new Diagnosis(id, title, Optional.empty(), neededBy, question.apply(machine));
  }
}
