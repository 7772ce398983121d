package io.ngxscope.agent.guard;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ProcessKey;
import org.jspecify.annotations.Nullable;

/**
 * What made a capture begin.
 *
 * @param source a {@link Rule.Kind#key()}, or {@code signal}, {@code file} or {@code control}
 * @param rule the rule as it was asked for, or the words of who asked
 * @param worker the worker that it is about, or null for all
 * @param unixMicros when it was noticed, microseconds since the epoch
 * @param value what was measured, in the unit of the rule; 0 where nothing was
 * @param culprit the place that explains it, or null
 */
public record Trigger(
    String source,
    String rule,
    @Nullable ProcessKey worker,
    long unixMicros,
    double value,
    @Nullable Frame culprit) {

  /** Somebody asked for it. */
  public static Trigger asked(String source, String why, long unixMicros) {
    return new Trigger(source, why, null, unixMicros, 0, null);
  }

  /** Of a rule. */
  static Trigger of(
      Rule rule, @Nullable ProcessKey worker, long now, double value, @Nullable Frame culprit) {
    return new Trigger(rule.kind().key(), rule.words(), worker, now, value, culprit);
  }
}
