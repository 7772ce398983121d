package io.ngxscope.cli.report;

import io.ngxscope.agent.recording.Recording;
import java.io.IOException;
import java.io.OutputStream;

/** One way to show a recording. */
@FunctionalInterface
public interface Report {
  /**
   * Shows the whole recording.
   *
   * @param recording what was captured; its texts may be hostile
   * @param out where to; left open
   * @throws IOException only from the stream
   */
  void render(Recording recording, OutputStream out) throws IOException;
}
