package io.ngxscope.cli.report;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.os.OutputFiles;
import io.ngxscope.agent.recording.HeapRecording;
import io.ngxscope.agent.recording.LeakRecording;
import io.ngxscope.agent.recording.MemoryRecording;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One way to show the memory of a worker. */
@FunctionalInterface
public interface MemoryReport {
  /** The formats, by the end of the file's name; longer ends come first. */
  Map<String, MemoryReport> FORMATS = formats();

  /**
   * Shows it.
   *
   * @param recording what was found; its texts may be hostile
   * @param out where to; left open
   * @throws IOException only from the stream
   */
  void render(MemoryRecording recording, OutputStream out) throws IOException;

  private static Map<String, MemoryReport> formats() {
    Map<String, MemoryReport> formats = new LinkedHashMap<>();
    formats.put(".alloc.svg", AllocationGraph::picture);
    formats.put(".alloc.folded", (r, out) -> RetentionFolded.render(AllocationGraph.of(r), out));
    formats.put(".svg", RetentionSvg::render);
    formats.put(".folded", (r, out) -> RetentionFolded.render(r.paths(), out));
    formats.put(".html", either(new HeapHtml()::render, new LeakHtml()::render));
    formats.put(".json", json());
    formats.put(".txt", text(false));
    return formats;
  }

  /** Shows a heap or what grows, whichever it is. */
  private static MemoryReport either(Part<HeapRecording> heap, Part<LeakRecording> leak) {
    return (recording, out) -> {
      if (recording instanceof HeapRecording h) {
        heap.render(h, out);
      } else if (recording instanceof LeakRecording l) {
        leak.render(l, out);
      }
    };
  }

  /** Shows one kind of recording. */
  @FunctionalInterface
  interface Part<R> {
    /** Shows it. */
    void render(R recording, OutputStream out) throws IOException;
  }

  /** For scripts. */
  static MemoryReport json() {
    return either(new HeapJson()::render, new LeakJson()::render);
  }

  /** For a terminal. */
  static MemoryReport text(boolean color) {
    return either(new HeapText(color)::render, new LeakText(color)::render);
  }

  /**
   * The report for a file.
   *
   * @throws DiagnosticException.Usage if its name stands for none
   */
  static MemoryReport forFile(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (Map.Entry<String, MemoryReport> format : FORMATS.entrySet()) {
      if (name.endsWith(format.getKey())) {
        return format.getValue();
      }
    }
    throw new DiagnosticException.Usage(
        "no report format is known for " + file,
        "end the name with one of: " + String.join(" ", FORMATS.keySet()));
  }

  /**
   * Writes a report in the format that the extension names, readable by the owner alone.
   *
   * @param force replace a file that is there
   */
  static void write(MemoryRecording recording, Path file, boolean force) {
    MemoryReport report = forFile(file);
    OutputFiles.write(file, force, stream -> report.render(recording, stream));
  }
}
