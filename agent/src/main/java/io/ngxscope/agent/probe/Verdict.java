package io.ngxscope.agent.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether one way of looking works here.
 *
 * @param tracer the way
 * @param blockedBy ids of the needs that are not met
 * @param doubtful ids of the needs of which nobody knows
 */
public record Verdict(Tracer tracer, List<String> blockedBy, List<String> doubtful) {
  /** Copies the lists. */
  public Verdict {
    blockedBy = List.copyOf(blockedBy);
    doubtful = List.copyOf(doubtful);
  }

  /** Sums up all answers that matter for one way. */
  public static Verdict of(Tracer tracer, List<Diagnosis> diagnoses) {
    List<String> blockedBy = new ArrayList<>();
    List<String> doubtful = new ArrayList<>();
    for (Diagnosis diagnosis : diagnoses) {
      if (!diagnosis.neededBy().contains(tracer)) {
        continue;
      }
      if (diagnosis.result() instanceof Check.Unsupported) {
        blockedBy.add(diagnosis.id());
      } else if (diagnosis.result() instanceof Check.CannotTell) {
        doubtful.add(diagnosis.id());
      }
    }
    return new Verdict(tracer, blockedBy, doubtful);
  }

  /** Whether nothing known is in the way. */
  public boolean isUsable() {
    return blockedBy.isEmpty();
  }
}
