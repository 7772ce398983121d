package io.ngxscope.cli.capture;

import io.ngxscope.samples.TruthRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** True blocks that took longer than this and were not found. */
  List<String> missedOver(double millis) {
    return missed.stream()
        .filter(truth -> truth.durationUs() / 1e3 > millis)
        .map(truth -> "MISSED " + Pair.describe(truth))
        .toList();
  }

  /** Found blocks that took less than this in truth, or that never were. */
  List<String> reportedUnder(double millis) {
    Stream<String> never = invented.stream().map(block -> "INVENTED " + block.describe());
    Stream<String> tooShort =
        pairs.stream().filter(p -> p.trueMs() < millis).map(p -> "TOO SHORT " + p.describe());
    return Stream.concat(never, tooShort).toList();
  }

  /** Blocks of more than this in truth that have a wrong line, function or path. */
  List<String> misnamedOver(double millis) {
    return pairs.stream()
        .filter(pair -> pair.trueMs() > millis && !pair.faults().isEmpty())
        .map(pair -> "WRONG " + pair.describe())
        .toList();
  }

  /** The pairs whose durations differ by more than this. */
  List<String> mistimed(double millis) {
    return pairs.stream()
        .filter(pair -> pair.durationErrorMs() > millis)
        .map(pair -> "TIME " + pair.describe())
        .toList();
  }
}
