package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.TargetInfo;
import java.util.List;

/** What was found about the memory of a worker; the only input of its reports. */
public sealed interface MemoryRecording permits HeapRecording, LeakRecording {
  /** Under which conditions it was made. */
  CaptureInfo info();

  /** The worker. */
  TargetInfo target();

  /** What is in the heap, at the end. */
  HeapCensus census();

  /** What holds it, at the end. */
  PathTree paths();

  /** What a reader must know, in sentences. */
  List<String> notes();

  /** When it was done, microseconds since the epoch. */
  long endUnixMicros();
}
