package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.TruthRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shares of processor time and of sleep that are known are the ones that are found. */
class ProfileIT {
  private static final double MARGIN_POINTS = 3;
  private static final double COMPLETE = 0.99;

  @BeforeEach
  void needs() {
    Needs.nginxWithLua();
    Needs.program("bpftrace");
    Needs.root();
  }

  @Test
  void givenKnownSharesOfTheProcessor_whenProfiled_thenEachLineHasItsShare() throws Exception {
    SecondChance.give(this::profile);
  }

  private void profile() throws Exception {
    try (NginxSample sample = NginxSample.blocking().start();
        ScriptRun run = ScriptRun.start(sample.workers().get(0), "profile", "--hz", "499")) {
      for (int i = 0; i < 20; i++) {
        sample.get("/block/cpu-interpreted?ms=120");
        sample.get("/block/cpu-compiled?ms=60");
        sample.get("/block/nanosleep?ms=20");
      }

      JsonNode json = CaptureResult.of(run.end("INT")).json();

      List<TruthRecord> truths =
          sample.truth().stream().filter(t -> t.kind().equals("on-cpu")).toList();
      for (String name : List.of("cpu-interpreted", "cpu-compiled")) {
        double truth = Shares.known(name, truths);
        assertThat(Shares.found(json, "/profile", name, truths))
            .as("%s; %s", name, json.get("profile").get("lines"))
            .isCloseTo(truth, within(MARGIN_POINTS));
      }
      assertThat(share(json, "lua-compiled")).isGreaterThan(20);
      assertThat(share(json, "lua-interpreted")).isGreaterThan(50);
      trusted(json);
    }
  }

  @Test
  void givenKnownSharesOfTheVm_whenProfiled_thenEachKindOfWorkHasItsShare() throws Exception {
    SecondChance.give(this::kinds);
  }

  private void kinds() throws Exception {
    Map<String, String> kinds =
        Map.of(
            "interpreted", "lua-interpreted",
            "compiled", "lua-compiled",
            "gc", "gc",
            "interning", "interning",
            "compiling", "jit-compiler",
            "native", "c-from-lua");
    Map<String, Double> truth = new HashMap<>();
    try (NginxSample sample = NginxSample.of("shares").start();
        ScriptRun run = ScriptRun.start(sample.workers().get(0), "profile", "--hz", "499")) {
      double total = 0;
      for (String kind : kinds.keySet()) {
        String[] micros = sample.get("/share/" + kind + "?ms=500").body().strip().split(" ");
        total += Double.parseDouble(micros[0]);
        truth.put(kind, Double.parseDouble(micros[1]));
      }

      JsonNode json = CaptureResult.of(run.end("INT")).json();

      for (Map.Entry<String, String> kind : kinds.entrySet()) {
        assertThat(share(json, kind.getValue()))
            .as("%s; %s", kind.getKey(), json.at("/profile/shares"))
            .isCloseTo(100 * truth.get(kind.getKey()) / total, within(MARGIN_POINTS));
      }
      trusted(json);
    }
  }

  @Test
  void givenKnownSleeps_whenOffCpuIsAsked_thenEachLineHasItsTime() throws Exception {
    SecondChance.give(this::sleep);
  }

  private void sleep() throws Exception {
    try (NginxSample sample = NginxSample.blocking().start();
        ScriptRun run = ScriptRun.start(sample.workers().get(0), "offcpu", "--min", "5ms")) {
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
            .as("%s; %s", name, json.get("offcpu").get("lines"))
            .isCloseTo(Shares.known(name, truths), within(MARGIN_POINTS));
      }
      assertThat(json.at("/offcpu/calls/0/name").asText()).isEqualTo("clock_nanosleep");
      assertThat(json.at("/offcpu/paths/0/uri").asText()).isEqualTo("/block/nanosleep");
      trusted(json);
    }
  }

  @Test
  void givenAnIdleWorker_whenProfiled_thenTheReasonForNothingIsNamed() throws Exception {
    try (NginxSample sample = NginxSample.blocking().start();
        ScriptRun run = ScriptRun.start(sample.workers().get(0), "profile", "--hz", "1")) {
      Outcome outcome = run.end("INT");

      assertThat(outcome.stdout()).contains("no stack was sampled: the workers used", "--hz");
    }
  }

  private static double share(JsonNode json, String what) {
    double total = json.at("/profile/total_ms").asDouble();
    return StreamSupport.stream(json.at("/profile/shares").spliterator(), false)
        .filter(row -> row.get("what").asText().equals(what))
        .mapToDouble(row -> 100 * row.get("ms").asDouble() / total)
        .sum();
  }

  private static void trusted(JsonNode json) {
    JsonNode quality = json.get("quality");
    double complete = quality.get("unwound").asDouble();
    double all = complete + quality.get("not_unwound").asDouble();
    assertThat(complete / all).as("complete stacks of %s", all).isGreaterThanOrEqualTo(COMPLETE);
    assertThat(quality.get("lost").asLong()).as("%s", quality).isZero();
    assertThat(quality.get("torn_reads").asLong()).as("%s", quality).isZero();
  }
}
