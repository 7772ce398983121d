package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.TargetInfo;
import java.util.List;

/**
 * Everything that a look at a heap found; the only input of its reports.
 *
 * @param info under which conditions it was made
 * @param target the worker
 * @param census what is in the heap
 * @param paths what holds it
 * @param notes what a reader must know, in sentences
 * @param endUnixMicros when it was done, microseconds since the epoch
 */
public record HeapRecording(
    CaptureInfo info,
    TargetInfo target,
    HeapCensus census,
    PathTree paths,
    List<String> notes,
    long endUnixMicros)
    implements MemoryRecording {
  /** Copies the notes. */
  public HeapRecording {
    notes = List.copyOf(notes);
  }
}
