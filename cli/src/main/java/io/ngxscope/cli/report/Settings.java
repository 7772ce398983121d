package io.ngxscope.cli.report;

import io.ngxscope.agent.model.CaptureInfo;
import java.util.OptionalLong;

/**
 * The options of a capture that reports speak of, as numbers; what is missing or makes no sense
 * counts as not known.
 *
 * @param thresholdMicros from which duration on a block was recorded, in microseconds
 * @param tickMicros time between two observations, in microseconds
 * @param neverStops true if it is known that no worker could be stopped
 * @param queryStrings true if query strings were recorded
 */
record Settings(
    OptionalLong thresholdMicros,
    OptionalLong tickMicros,
    boolean neverStops,
    boolean queryStrings) {
  private static final long MAX_MICROS = 3_600_000_000L;

  static Settings of(CaptureInfo info) {
    return new Settings(
        micros(info, "threshold_us"),
        micros(info, "tick_us"),
        "false".equals(info.options().get("stop_running_workers")),
        "true".equals(info.options().get("query_strings")));
  }

  private static OptionalLong micros(CaptureInfo info, String option) {
    String value = info.options().getOrDefault(option, "");
    if (!value.matches("[0-9]{1,10}")) {
      return OptionalLong.empty();
    }
    long micros = Long.parseLong(value);
    return micros > 0 && micros <= MAX_MICROS ? OptionalLong.of(micros) : OptionalLong.empty();
  }
}
