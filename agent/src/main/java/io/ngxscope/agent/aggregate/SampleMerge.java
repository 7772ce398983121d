package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes one event of all that differ in nothing but their time. */
public final class SampleMerge {
  private SampleMerge() {}

  private record Key(
      ProcessKey worker, Request request, Phase phase, StackSample.Kind kind, Stack stack) {}

  /** The merged events, each with the moment of its first, in the order of these. */
  public static List<StackEvent> merge(Iterable<StackEvent> events) {
    Map<Key, StackEvent> merged = new LinkedHashMap<>();
    for (StackEvent event : events) {
      StackSample s = event.sample();
      Key key = new Key(event.worker(), event.request(), event.phase(), s.kind(), s.stack());
      merged.merge(key, event, SampleMerge::sum);
    }
    return List.copyOf(merged.values());
  }

  private static StackEvent sum(StackEvent a, StackEvent b) {
    StackSample s = a.sample();
    return new StackEvent(
        a.worker(),
        a.unixMicros(),
        a.request(),
        a.phase(),
        new StackSample(
            s.kind(),
            s.stack(),
            s.samples() + b.sample().samples(),
            s.micros() + b.sample().micros()));
  }
}
