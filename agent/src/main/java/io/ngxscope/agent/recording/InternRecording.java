package io.ngxscope.agent.recording;

import io.ngxscope.agent.model.Bill;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.InternCalls;
import io.ngxscope.agent.model.InternGrowth;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.model.StringTable;
import io.ngxscope.agent.model.TargetInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a look at the interning of strings found; the only input of its reports.
 *
 * @param info under which conditions it was made
 * @param target the worker
 * @param table the string table at the end
 * @param growth how it changed
 * @param share what it costs, or null if stacks were not sampled
 * @param calls every call of bursts, or null if they were not counted
 * @param bills what counting cost the worker
 * @param notes what a reader must know, in sentences
 * @param endUnixMicros when it was done, microseconds since the epoch
 * @param complete false if it was ended before its time
 */
public record InternRecording(
    CaptureInfo info,
    TargetInfo target,
    StringTable table,
    InternGrowth growth,
    @Nullable InternShare share,
    @Nullable InternCalls calls,
    List<Bill> bills,
    List<String> notes,
    long endUnixMicros,
    boolean complete) {
  /** Copies the lists. */
  public InternRecording {
    bills = List.copyOf(bills);
    notes = List.copyOf(notes);
  }
}
