package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.TargetInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Heaps and leaks in {@code .ngxr} files. */
public final class MemoryRecordings {
  private MemoryRecordings() {}

  /**
   * Writes one.
   *
   * @param force replace a regular file that is there
   * @throws DiagnosticException if it cannot be written
   */
  public static void write(MemoryRecording recording, Path file, boolean force) {
    try (RecordingWriter writer = RecordingWriter.open(file, force, recording.info())) {
      put(recording, writer);
      if (!(recording instanceof LeakRecording leak) || leak.complete()) {
        writer.finish(recording.endUnixMicros());
      }
    }
  }

  private static void put(MemoryRecording recording, RecordingSink sink) {
    sink.target(recording.target());
    sink.paths(recording.paths());
    if (recording instanceof LeakRecording leak) {
      sink.leak(leak.findings());
    }
    sink.heap(recording.census(), recording.notes());
  }

  /**
   * Reads one.
   *
   * @return nothing if the file is a recording of something else
   * @throws DiagnosticException.BadRecording if it is not a recording, or a newer one
   * @throws DiagnosticException if it cannot be opened
   */
  public static Optional<MemoryRecording> read(Path file) {
    Parts parts = new Parts();
    RecordingReader.Outcome outcome = RecordingReader.stream(file, parts);
    if (outcome.broken() != null) {
      parts.notes.add("The recording could not be read to its end (" + outcome.broken() + ").");
    }
    return parts.build();
  }

  /** Collects the parts. */
  private static final class Parts implements RecordingSink {
    private final List<String> notes = new ArrayList<>();
    private PathTree paths = new PathTree();
    private @Nullable CaptureInfo info;
    private @Nullable TargetInfo target;
    private @Nullable HeapCensus census;
    private @Nullable LeakFindings findings;
    private long last;
    private boolean ended;

    @Override
    public void info(CaptureInfo captured) {
      info = captured;
    }

    @Override
    public void target(TargetInfo newest) {
      target = newest;
    }

    @Override
    public void heap(HeapCensus newest, List<String> what) {
      census = newest;
      notes.clear();
      notes.addAll(what);
    }

    @Override
    public void paths(PathTree newest) {
      paths = newest;
    }

    @Override
    public void leak(LeakFindings newest) {
      findings = newest;
    }

    @Override
    public void mark(long unixMicros) {
      last = unixMicros;
    }

    @Override
    public void end(long unixMicros) {
      last = unixMicros;
      ended = true;
    }

    Optional<MemoryRecording> build() {
      CaptureInfo i = info;
      TargetInfo t = target;
      HeapCensus c = census;
      if (i == null || t == null || c == null) {
        return Optional.empty();
      }
      return Optional.of(
          findings == null
              ? new HeapRecording(i, t, c, paths, notes, last)
              : new LeakRecording(i, t, findings, c, paths, notes, last, ended));
    }
  }
}
