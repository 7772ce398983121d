package io.ngxscope.cli.report;

import io.ngxscope.agent.model.CaptureInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a capture of this kind cannot see, in sentences. */
final class NotMeasured {
  private NotMeasured() {}

  static List<String> sentences(CaptureInfo info) {
    Settings settings = Settings.of(info);
    List<String> sentences = new ArrayList<>();
    if (info.command().equals("block")) {
      sentences.add(
          "Blocks shorter than the threshold" + known(" of ", settings.thresholdMicros()) + ".");
    }
    if (info.gear().equals("watch")) {
      sentences.add(
          "What happened between two observations"
              + known(", each ", settings.tickMicros())
              + ": time is attributed to the stack that was seen.");
    }
    if (settings.neverStops()) {
      sentences.add(
          "The current line of running Lua code: without stopping a worker its stack is known as of"
              + " its last call into C.");
    }
    if (!settings.queryStrings()) {
      sentences.add("Query strings: they are left out unless asked for.");
    }
    sentences.add("Processes that were not named, and threads other than each worker's own.");
    return sentences;
  }

  private static String known(String words, OptionalLong micros) {
    return micros.isEmpty() ? "" : words + Quantities.duration(micros.getAsLong());
  }
}
