package io.ngxscope.cli.capture;

import io.ngxscope.samples.TruthRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was found beside what the sample knows, brought together by worker and time.
 *
 * @param pairs blocks that were found and are true
 * @param missed true blocks without a found one
 * @param invented found blocks without a true one
 */
record Comparison(List<Pair> pairs, List<TruthRecord> missed, List<FoundBlock> invented) {
  /** Pairs every true block with the found one that overlaps it most. */
  static Comparison of(List<TruthRecord> truths, List<FoundBlock> found) {
    List<Pair> pairs = new ArrayList<>();
    List<TruthRecord> missed = new ArrayList<>();
    List<FoundBlock> left = new ArrayList<>(found);
    for (TruthRecord truth : truths) {
      Optional<FoundBlock> best =
          left.stream()
              .filter(block -> overlapUs(truth, block) > 0)
              .max(Comparator.comparingDouble(block -> overlapUs(truth, block)));
      best.ifPresentOrElse(block -> pairs.add(new Pair(truth, block)), () -> missed.add(truth));
      best.ifPresent(left::remove);
    }
    return new Comparison(pairs, missed, left);
  }

  private static double overlapUs(TruthRecord truth, FoundBlock block) {
    return truth.pid() == block.pid()
        ? Math.min(truth.endUnixUs(), block.endUs())
            - Math.max(truth.startUnixUs(), block.startUs())
        : 0;
  }

  /** The middle one of all differences between found and true durations, without their signs. */
  double medianDurationErrorMs() {
    double[] errors = pairs.stream().mapToDouble(Pair::durationErrorMs).sorted().toArray();
    return errors.length == 0 ? Double.NaN : errors[errors.length / 2];
  }

  /** Pairs whose line, function or path is wrong. */
  List<Pair> misnamed() {
    return pairs.stream().filter(pair -> !pair.faults().isEmpty()).toList();
  }

  /** Everything that does not fit, one a line. */
  String table() {
    StringBuilder text = new StringBuilder();
    missed.forEach(truth -> row(text, "MISSED", Pair.describe(truth)));
    invented.forEach(block -> row(text, "INVENTED", block.describe()));
    pairs.forEach(
        pair -> {
          if (!pair.faults().isEmpty() || pair.durationErrorMs() > 3) {
            row(text, pair.faults().isEmpty() ? "duration" : "WRONG", pair.describe());
          }
        });
    return text.toString();
  }

  private static void row(StringBuilder text, String what, String detail) {
    text.append(String.format("%-9s %s%n", what, detail));
  }
}
