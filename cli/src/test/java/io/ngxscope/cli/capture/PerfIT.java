package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.TruthRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where BPF is not allowed perf finds the same lines. */
class PerfIT {
  private static final double MARGIN_POINTS = 6;
  private static final double COMPLETE = 0.99;
  private static final int COUNT = 30;
  private static final double SURELY_OVER_MS = 25;
  private static final int MISNAMED = 2;

  @BeforeEach
  void needs() {
    Needs.nginxWithLua();
    Needs.program("perf");
    Needs.root();
  }

  @Test
  void givenKnownSharesOfTheProcessor_whenPerfProfiles_thenEachLineHasItsShare() throws Exception {
    SecondChance.give(this::profile);
  }

  private void profile() throws Exception {
    try (NginxSample sample = NginxSample.blocking().start();
        ScriptRun run =
            ScriptRun.start(
                sample.workers().get(0), "profile", "--backend", "perf", "--hz", "499")) {
      for (int i = 0; i < 15; i++) {
        sample.get("/block/cpu-interpreted?ms=120");
        sample.get("/block/cpu-compiled?ms=60");
      }

      JsonNode json = CaptureResult.of(run.end("INT")).json();

      List<TruthRecord> truths = sample.truth();
      for (String name : List.of("cpu-interpreted", "cpu-compiled")) {
        assertThat(Shares.found(json, "/profile", name, truths))
            .as("%s; %s", name, json.at("/profile/lines"))
            .isCloseTo(Shares.known(name, truths), within(MARGIN_POINTS));
      }
      assertThat(json.at("/options/backend").asText()).isEqualTo("perf");
      assertThat(json.at("/quality/notes").toString()).contains("perf cannot copy Lua stacks");
      trusted(json);
    }
  }

  @Test
  void givenKnownSleeps_whenPerfIsAskedForThem_thenEachLineHasItsTime() throws Exception {
    SecondChance.give(this::sleep);
  }

  private void sleep() throws Exception {
    try (NginxSample sample = NginxSample.blocking().start();
        ScriptRun run =
            ScriptRun.start(
                sample.workers().get(0), "offcpu", "--backend", "perf", "--min", "5ms")) {
      for (int i = 0; i < 10; i++) {
        sample.get("/block/nanosleep?ms=60");
        sample.get("/block/poll?ms=30");
        sample.get("/block/cpu-compiled?ms=10");
      }

      JsonNode json = CaptureResult.of(run.end("INT")).json();

      List<TruthRecord> truths =
          sample.truth().stream().filter(t -> t.kind().equals("off-cpu")).toList();
      for (String name : List.of("nanosleep", "poll")) {
        assertThat(Shares.found(json, "/offcpu", name, truths))
            .as("%s; %s", name, json.at("/offcpu/lines"))
            .isCloseTo(Shares.known(name, truths), within(MARGIN_POINTS));
      }
      assertThat(json.at("/offcpu/calls/0/name").asText()).isEqualTo("clock_nanosleep");
      assertThat(json.at("/offcpu/paths/0/uri").asText()).isEqualTo("/block/nanosleep");
      trusted(json);
    }
  }

  @Test
  void givenBlocksOfAllKindsInTraffic_whenPerfSamples_thenTheyAreFoundAndNamed() throws Exception {
    SecondChance.give(this::block);
  }

  private void block() throws IOException {
    try (NginxSample sample = NginxSample.blocking().start()) {
      CaptureResult result;
      try (Capture capture = Capture.start(sample.master(), "--backend", "perf")) {
        capture.awaitProbes();
        Traffic traffic = Traffic.on(sample);
        try (traffic) {
          Injection.ofLongBlocks(COUNT).withShortBlocks().into(sample);
        }
        assertThat(traffic.failures()).as("every request is answered while traced").isEmpty();
        result = capture.interrupt();
      }

      Comparison all = Comparison.of(sample.truth(), result.blocks());
      assertThat(all.missedOver(SURELY_OVER_MS)).as(result::describe).isEmpty();
      assertThat(all.misnamedOver(SURELY_OVER_MS))
          .as(result::describe)
          .hasSizeLessThanOrEqualTo(MISNAMED);
      assertThat(result.quality("lost")).isZero();
      assertThat(result.quality("stops")).isZero();
    }
  }

  @Test
  void givenNoBpftrace_whenProfiledWithoutABackendNamed_thenPerfDoesItAndSaysWhy(
      @TempDir Path tools) throws Exception {
    for (String folder : List.of("/usr/sbin", "/usr/bin", "/bin")) {
      linkAllBut("bpftrace", Path.of(folder), tools);
    }
    try (NginxSample sample = NginxSample.blocking().start()) {
      String worker = Long.toString(sample.workers().get(0));
      Outcome outcome =
          Launcher.ofThisTree()
              .withPath(tools)
              .run(ScriptRun.PATIENCE, "profile", "-p", worker, "-d", "1s");

      assertThat(outcome.exit()).as(outcome::describe).isZero();
      assertThat(outcome.stderr()).contains("backend perf: bpftrace is not installed");
      assertThat(outcome.stdout()).contains("backend perf: bpftrace is not installed");
    }
  }

  @Test
  void givenBpfIsRefused_whenBlocksAreSampled_thenPerfDoesItAndSaysWhy() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      Launcher refused = Launcher.ofThisTree().without("sys_admin", "bpf");
      CaptureResult result;
      try (Capture capture = Capture.start(refused, sample.workers().get(0), "--gear", "sample")) {
        capture.awaitProbes();
        sample.get("/block/nanosleep?ms=60");
        result = capture.interrupt();
      }

      assertThat(result.json().at("/quality/notes").toString())
          .contains("backend perf: the probe block cannot run here: neither CAP_BPF");
      assertThat(result.of(sample.workers().get(0), "/block/nanosleep")).hasSize(1);
    }
  }

  @Test
  void givenNgxscopeIsKilled_thenItsPerfsDieToo() {
    try (NginxSample sample = NginxSample.blocking().start();
        ScriptRun run = ScriptRun.start(sample.workers().get(0), "block", "--backend", "perf")) {
      List<ProcessHandle> perfs = run.tracers("perf");
      assertThat(perfs).hasSize(2);

      run.end("KILL");

      ScriptRun.awaitGone(perfs);
    }
  }

  private static void linkAllBut(String program, Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.list(from)) {
      for (Path file : all.toList()) {
        Path link = to.resolve(file.getFileName());
        if (!file.endsWith(program) && !Files.exists(link)) {
          Files.deleteIfExists(link);
          Files.createSymbolicLink(link, file);
        }
      }
    }
  }

  private static void trusted(JsonNode json) {
    JsonNode quality = json.get("quality");
    double complete = quality.get("unwound").asDouble();
    double all = complete + quality.get("not_unwound").asDouble();
    assertThat(complete / all).as("complete stacks of %s", all).isGreaterThanOrEqualTo(COMPLETE);
    assertThat(quality.get("lost").asLong()).as("%s", quality).isZero();
  }
}
