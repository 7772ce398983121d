package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long runs of coroutines are told as they happen, whichever way they end. */
class ResumeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void needs() {
    Needs.nginxWithLua();
    Needs.program("bpftrace");
    Needs.root();
  }

  @Test
  void givenRunsThatEndInEachWay_whenTheyAreLong_thenEachIsALineWithItsStatusAndItsPlaces()
      throws Exception {
    Path recording = folder.resolve("runs.ngxr");
    try (NginxSample sample = NginxSample.of("intern").start();
        ScriptRun run =
            ScriptRun.start(sample.workers().get(0), "resume", "--record", recording.toString())) {
      assertThat(sample.get("/run/yield").status()).isEqualTo(200);
      assertThat(sample.get("/run/done").status()).isEqualTo(200);
      assertThat(sample.get("/run/error").status()).isEqualTo(500);
      assertThat(sample.get("/run/sleep").status()).isEqualTo(200);
      for (int i = 0; i < 20; i++) {
        assertThat(sample.get("/faults").status()).isEqualTo(200);
      }
      Await.until(PATIENCE, run::stdoutSoFar, () -> lines(run).size() >= 4);
      Outcome outcome = run.end("INT");

      List<JsonNode> runs = parsed(outcome.stdout());
      assertThat(runs).as(outcome::describe).hasSizeGreaterThanOrEqualTo(4);
      isRun(of(runs, "/run/yield"), "yielded", "shop.runs.yield");
      isRun(of(runs, "/run/error"), "error", "shop.runs.fail");
      assertThat(of(runs, "/run/done").at("/resume/status").asText()).isEqualTo("done");
      JsonNode sleep = of(runs, "/run/sleep");
      assertThat(sleep.at("/syscalls/0/name").asText()).isEqualTo("clock_nanosleep");
      assertThat(sleep.get("off_cpu_ms").asDouble()).isGreaterThanOrEqualTo(29);
      assertThat(sleep.at("/resume/entry/file").asText()).startsWith("content_by_lua");

      Outcome again = ScriptRun.toEnd("report", recording.toString(), "--json");
      JsonNode blocks = new ObjectMapper().readTree(again.stdout()).get("blocks");
      assertThat(blocks.findValuesAsText("status")).contains("yielded", "error", "done");
    }
  }

  private static void isRun(JsonNode run, String status, String exit) {
    assertThat(run.at("/resume/status").asText()).as("%s", run).isEqualTo(status);
    assertThat(run.at("/resume/exit/function").asText()).as("%s", run).isEqualTo(exit);
    assertThat(run.get("duration_ms").asDouble()).isGreaterThanOrEqualTo(29);
    assertThat(run.get("stacks")).as("stacks within").isNotEmpty();
  }

  private static List<String> lines(ScriptRun run) {
    return run.stdoutSoFar().lines().filter(line -> line.endsWith("}")).toList();
  }

  private static List<JsonNode> parsed(String lines) throws Exception {
    List<JsonNode> runs = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      runs.add(new ObjectMapper().readTree(line));
    }
    return runs;
  }

  private static JsonNode of(List<JsonNode> runs, String uri) {
    return runs.stream()
        .filter(r -> uri.equals(r.path("uri").asText()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no run of " + uri + " in " + runs));
  }
}
