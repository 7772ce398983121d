package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.TargetInfo;
import java.util.List;

/**
 * Everything that watching a heap grow has found; the only input of its reports.
 *
 * @param info under which conditions it was made
 * @param target the worker that the findings are about
 * @param findings what grows
 * @param census what is in the heap at the end
 * @param paths what holds it at the end
 * @param notes what a reader must know, in sentences
 * @param endUnixMicros when it was done, microseconds since the epoch
 * @param complete whether it was watched for as long as asked for
 */
public record LeakRecording(
    CaptureInfo info,
    TargetInfo target,
    LeakFindings findings,
    HeapCensus census,
    PathTree paths,
    List<String> notes,
    long endUnixMicros,
    boolean complete)
    implements MemoryRecording {
  /** Copies the notes. */
  public LeakRecording {
    notes = List.copyOf(notes);
  }
}
