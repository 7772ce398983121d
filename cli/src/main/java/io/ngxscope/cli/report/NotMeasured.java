package io.ngxscope.cli.report;

import io.ngxscope.agent.model.CaptureInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a capture of this kind cannot see, in sentences. */
final class NotMeasured {
  private NotMeasured() {}

  static List<String> sentences(CaptureInfo info) {
    List<String> sentences = new ArrayList<>();
    if (info.command().equals("block")) {
      String threshold = option(info, "threshold_ms");
      sentences.add(
          threshold == null
              ? "Blocks shorter than the threshold."
              : "Blocks shorter than the threshold of " + threshold + " ms.");
    }
    if (info.gear().equals("watch")) {
      String tick = option(info, "tick_ms");
      sentences.add(
          "What happened between two observations"
              + (tick == null ? "" : ", which are " + tick + " ms apart")
              + ": time is attributed to the stack that was seen.");
    }
    if ("true".equals(info.options().get("no_stop"))) {
      sentences.add(
          "The current line of running Lua code: without stopping a worker its stack is known as of"
              + " its last call into C.");
    }
    if (!"true".equals(info.options().get("with_args"))) {
      sentences.add("Query strings: they are left out unless asked for.");
    }
    sentences.add("Processes that were not named, and threads other than each worker's own.");
    return sentences;
  }

  private static @Nullable String option(CaptureInfo info, String name) {
    String value = info.options().get(name);
    return value == null ? null : Printable.of(value, 20);
  }
}
