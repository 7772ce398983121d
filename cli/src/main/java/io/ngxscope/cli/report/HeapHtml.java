package io.ngxscope.cli.report;

import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.RetainedPath;
import io.ngxscope.agent.recording.HeapRecording;
import java.io.IOException;
import java.io.OutputStream;

/** A heap as a page: who holds most, the flame graph of it, and the census. */
final class HeapHtml {
  /** Shows it. */
  public void render(HeapRecording recording, OutputStream out) throws IOException {
    HeapCensus census = recording.census();
    String headline =
        census.retained().isEmpty()
            ? "A Lua heap of " + Quantities.size(census.totalBytes())
            : biggest(census.retained().get(0), census);
    String context =
        "worker "
            + recording.target().key().pid()
            + ", "
            + Quantities.count(census.objects(), "object")
            + " in "
            + Quantities.size(census.totalBytes());
    new MemoryPage(recording.info(), headline, headline, context)
        .retained(census.retained())
        .flame(recording.paths())
        .census(census)
        .quality(census, recording.notes())
        .write(out);
  }

  private static String biggest(RetainedPath path, HeapCensus census) {
    return path.path()
        + " holds "
        + Quantities.size(path.retainedBytes())
        + ", "
        + Quantities.percent(path.retainedBytes(), census.totalBytes())
        + " of the Lua heap";
  }
}
