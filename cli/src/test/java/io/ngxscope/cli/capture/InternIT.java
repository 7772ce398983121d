package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sample makes the worker intern is what is found, with the right words for it. */
class InternIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path folder;

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenSimilarValues_whenTheTableIsLookedAt_thenTheirChainAndTheirDifferenceAreFound()
      throws Exception {
    try (NginxSample sample = NginxSample.of("intern").start()) {
      long worker = sample.workers().get(0);
      Needs.ptraceOf(worker);
      ask(sample, "/store/middle", 30);

      JsonNode intern = look(worker, "--gear", "watch");

      JsonNode alike = intern.at("/alike/0");
      assertThat(alike.get("strings").asInt()).as("%s", alike).isGreaterThanOrEqualTo(29);
      assertThat(alike.get("length_bytes").asInt()).isEqualTo(1 << 20);
      assertThat(alike.get("first_difference_byte").asInt()).isEqualTo(700_001);
      assertThat(alike.get("same_hash").asInt()).isEqualTo(alike.get("strings").asInt());
      assertThat(intern.at("/chain/max").asInt()).isGreaterThanOrEqualTo(29);
      assertThat(intern.at("/hash/verified").asBoolean()).as("%s", intern.get("hash")).isTrue();
      assertThat(intern.get("diagnosis").asText()).startsWith("Similar strings collide");
      assertThat(intern.at("/largest/0/text").asText()).matches("#[0-9a-f]{8}");
    }
  }

  @Test
  void givenOneKindOfLoadAfterTheOther_whenSampled_thenEachIsToldByItsSentenceAndItsLine()
      throws Exception {
    Needs.program("bpftrace");
    Needs.root();
    SecondChance.give(this::sentences);
  }

  private void sentences() throws Exception {
    try (NginxSample sample = NginxSample.of("intern").start()) {
      JsonNode similar = sampled(sample, "/store/middle", 60);
      assertThat(similar.get("diagnosis").asText())
          .contains("similar strings", "values.middle", place("middle"), "/store/middle");
      assertThat(similar.at("/share/compare").asDouble()).isGreaterThan(50);

      JsonNode unique = sampled(sample, "/store/unique", 150);
      assertThat(unique.get("diagnosis").asText())
          .contains("unique", "values.unique", place("unique"), "/store/unique")
          .doesNotContain("similar");
      assertThat(unique.at("/share/copy").asDouble())
          .isGreaterThan(unique.at("/share/compare").asDouble());

      JsonNode innocent = sampled(sample, "/prices?ms=50", 12);
      assertThat(innocent.get("diagnosis").asText()).startsWith("Interning is innocent");
    }
  }

  private static JsonNode sampled(NginxSample sample, String path, int requests) throws Exception {
    try (ScriptRun run =
        ScriptRun.start(sample.workers().get(0), "intern", "--hz", "999", "--with-args")) {
      ask(sample, path, requests);
      return new ObjectMapper().readTree(run.end("INT").stdout()).get("intern");
    }
  }

  @Test
  void givenKnownCalls_whenAllAreCounted_thenTheyAreThoseOfTheSampleAndErrorsDoNoHarm()
      throws Exception {
    Needs.program("bpftrace");
    Needs.root();
    try (NginxSample sample = NginxSample.of("intern").start();
        Running run =
            Launcher.ofThisTree()
                .start(
                    "intern",
                    "-p",
                    Long.toString(sample.workers().get(0)),
                    "--gear",
                    "exact",
                    "--max-overhead",
                    "100",
                    "-d",
                    "7s",
                    "--json")) {
      Await.until(
          PATIENCE,
          () -> run.stdoutSoFar() + run.stderrSoFar(),
          () -> run.stderrSoFar().contains("counting every call") || !run.isAlive());
      for (int i = 0; i < 5; i++) {
        ask(sample, "/keys?n=4000", 1);
        ask(sample, "/again?n=3000", 1);
        ask(sample, "/store/middle", 1);
        ask(sample, "/faults?large=1", 1);
      }
      Map<String, Long> truth = truth(sample);
      Await.until(
          PATIENCE,
          () -> run.stdoutSoFar() + run.stderrSoFar(),
          () -> run.stderrSoFar().contains("measuring calls") || !run.isAlive());
      ask(sample, "/faults?large=1", 20);
      ask(sample, "/store/middle", 5);
      Outcome outcome = run.await(PATIENCE);
      assertThat(outcome.ok()).as(outcome::describe).isTrue();
      JsonNode intern = new ObjectMapper().readTree(outcome.stdout()).get("intern");

      JsonNode calls = intern.get("calls");
      assertThat(calls.get("calls").asLong())
          .as("%s; %s", calls, truth)
          .isCloseTo(truth.get("calls"), withinPercentage(1));
      assertThat(calls.get("misses").asLong())
          .as("%s; %s", calls, truth)
          .isCloseTo(truth.get("misses"), withinPercentage(1));
      assertThat(calls.get("hits").asLong()).isCloseTo(truth.get("hits"), withinPercentage(1));
      assertThat(intern.get("coverage").asDouble()).isGreaterThan(0.9);
      assertThat(intern.get("by_length").findValuesAsText("timed"))
          .as("calls that were measured")
          .anyMatch(timed -> !timed.equals("0"));
      assertThat(sample.get("/faults?large=1").status()).as("afterwards").isEqualTo(200);
    }
  }

  @Test
  void givenNoLuaJit_whenAsked_thenTheErrorSaysSo() throws Exception {
    try (PlainNginx nginx = PlainNginx.start(NginxSample.nginx(), folder)) {
      Outcome outcome = ScriptRun.toEnd("intern", "-p", Long.toString(nginx.worker()));

      assertThat(outcome.exit()).as(outcome::describe).isEqualTo(3);
      assertThat(outcome.stderr()).contains("has no LuaJIT");
    }
  }

  private static void ask(NginxSample sample, String path, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(sample.get(path).status()).as(path).isEqualTo(200);
    }
  }

  private static Map<String, Long> truth(NginxSample sample) {
    return sample
        .get("/truth")
        .body()
        .lines()
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(w -> w[0], w -> Long.parseLong(w[1])));
  }

  private JsonNode look(long worker, String... words) throws Exception {
    String[] all = java.util.Arrays.copyOf(words, words.length + 4);
    System.arraycopy(new String[] {"intern", "-p", Long.toString(worker), "--json"}, 0, all, 0, 4);
    System.arraycopy(words, 0, all, 4, words.length);
    Outcome outcome = ScriptRun.toEnd(all);
    assertThat(outcome.ok()).as(outcome::describe).isTrue();
    return new ObjectMapper().readTree(outcome.stdout()).get("intern");
  }

  /** File and line that the sources mark. */
  private static String place(String mark) throws Exception {
    Path file = NginxSample.sources("intern").resolve("shop/values.lua");
    int line = 1;
    for (String text : Files.readAllLines(file)) {
      if (text.endsWith("-- INTERNS: " + mark)) {
        return "values.lua:" + line;
      }
      line++;
    }
    throw new AssertionError("no line is marked " + mark);
  }
}
