package io.ngxscope.cli.capture;

import com.fasterxml.jackson.databind.JsonNode;
import io.ngxscope.samples.TruthRecord;
import java.util.List;

/** What share of the time is known of a line, and what share was found. */
final class Shares {
  private Shares() {}

  /** The share that is known of what has a name, in percent. */
  static double known(String name, List<TruthRecord> truths) {
    double total = truths.stream().mapToLong(TruthRecord::durationUs).sum();
    double sum =
        truths.stream().filter(t -> t.name().equals(name)).mapToLong(TruthRecord::durationUs).sum();
    return 100 * sum / total;
  }

  /** The share found of all lines of its function, whose loops have more than one. */
  static double found(JsonNode json, String section, String name, List<TruthRecord> truths) {
    TruthRecord truth =
        truths.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    double self = 0;
    for (JsonNode row : json.at(section + "/lines")) {
      JsonNode frame = row.get("frame");
      boolean same =
          frame.path("file").asText().equals(truth.file())
              && frame.path("defined_line").asInt(-1) == truth.functionLine();
      self += same ? row.get("self_ms").asDouble() : 0;
    }
    return 100 * self / json.at(section + "/total_ms").asDouble();
  }
}
