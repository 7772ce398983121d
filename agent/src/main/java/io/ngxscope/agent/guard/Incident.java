package io.ngxscope.agent.guard;

import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.recording.Recording;
import java.util.List;

/**
 * What was captured because of a trigger: the seconds before it and after it.
 *
 * @param trigger why
 * @param instance whose it is, in words; the same before and after a reload
 * @param recording what was seen
 * @param readings what workers used over that time, once a second
 */
public record Incident(
    Trigger trigger, String instance, Recording recording, List<WorkerReading> readings) {
  /** Copies the list. */
  public Incident {
    readings = List.copyOf(readings);
  }
}
