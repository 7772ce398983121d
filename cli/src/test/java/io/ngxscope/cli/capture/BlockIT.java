package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.TruthRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was injected is what is found: the promise of {@code ngxscope block} in numbers. */
class BlockIT {
  private static final int COUNT = 100;
  private static final double THRESHOLD_MS = 20;
  private static final double MARGIN_MS = 5;
  private static final double DURATION_ERROR_MS = 3;
  private static final int WELL_NAMED_OF_100 = 98;

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenAHundredBlocksOfAllKindsInFastTraffic_whenCaptured_thenFoundTimedAndNamed()
      throws Exception {
    SecondChance.give(this::experiment);
  }

  private void experiment() throws IOException {
    try (NginxSample sample = NginxSample.blocking().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      CaptureResult result;
      try (Capture capture = Capture.start(sample.master(), "--threshold", "20ms")) {
        capture.awaitWatching(sample.workers());
        injectIntoTraffic(sample);
        result = capture.interrupt();
      }
      judge(sample.truth(), result);
      assertThat(result.json().toString()).as("query strings are dropped").doesNotContain("secret");
      assertThat(Files.readAllLines(sample.prefix().resolve("logs/error.log")))
          .as("nginx has nothing to complain about")
          .noneMatch(line -> line.matches(".*\\[(emerg|alert|crit|error)\\].*"));
    }
  }

  @Test
  void givenTheSameBlocks_whenSampledInTheKernel_thenFoundTimedAndNamedAsWellAndNothingIsLost()
      throws Exception {
    Needs.root();
    Needs.program("bpftrace");
    SecondChance.give(this::sampled);
  }

  private void sampled() throws IOException {
    try (NginxSample sample = NginxSample.blocking().workers(2).start()) {
      CaptureResult result;
      try (Capture capture =
          Capture.start(sample.master(), "--gear", "sample", "--threshold", "20ms")) {
        capture.awaitProbes();
        injectIntoTraffic(sample);
        result = capture.interrupt();
      }
      judge(sample.truth(), result);
      assertThat(result.json().at("/quality/lost").asLong()).isZero();
      assertThat(result.json().at("/quality/stops").asLong()).isZero();
      assertThat(result.json().at("/gear").asText()).isEqualTo("sample");
      assertThat(result.json().toString()).as("query strings are dropped").doesNotContain("secret");
    }
  }

  private static void injectIntoTraffic(NginxSample sample) {
    Traffic traffic = Traffic.on(sample);
    try (traffic) {
      Injection.ofLongBlocks(COUNT).withShortBlocks().into(sample);
    }
    assertThat(traffic.answers()).isGreaterThan(COUNT);
    assertThat(traffic.failures()).as("every request is answered while traced").isEmpty();
  }

  private static void judge(List<TruthRecord> truths, CaptureResult result) {
    Comparison all = Comparison.of(truths, result.blocks());
    double certain = THRESHOLD_MS + MARGIN_MS;
    String doubts = "quality " + result.json().get("quality");
    assertThat(truths)
        .filteredOn(t -> t.durationUs() / 1e3 > certain)
        .hasSizeGreaterThan(COUNT - 1);

    assertThat(all.missedOver(certain)).as("blocks not found; %s", doubts).isEmpty();
    assertThat(all.reportedUnder(THRESHOLD_MS - MARGIN_MS))
        .as("blocks that should not be reported; %s", doubts)
        .isEmpty();
    assertThat(all.medianDurationErrorMs())
        .as("median error of durations, ms; %s; %s", all.mistimed(DURATION_ERROR_MS), doubts)
        .isLessThanOrEqualTo(DURATION_ERROR_MS);
    assertThat(all.misnamedOver(certain))
        .as("blocks with a wrong line, function or path; %s", doubts)
        .hasSizeLessThanOrEqualTo(COUNT - WELL_NAMED_OF_100);
  }
}
