package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parked coroutines are found with the line on which each waits, for whom, and for what. */
class CoroutinesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** For each location of the sample: the mark of its line, and what it waits for. */
  private static final Map<String, String> WAITS =
      Map.of(
          "receive", "cosocket_read",
          "line", "cosocket_read",
          "send", "cosocket_write",
          "sleep", "sleep",
          "semaphore", "semaphore",
          "subrequest", "subrequest",
          "wrapped", "sleep",
          "threads", "thread");

  private static final Map<String, String> MARKS = Map.of("line", "until_mark");

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenEveryKindOfWait_whenLookedAt_thenEachIsNamedWithItsLineItsRequestAndItsPeer()
      throws Exception {
    try (NginxSample sample = NginxSample.of("parked").start()) {
      long worker = sample.workers().get(0);
      Needs.ptraceOf(worker);
      park(sample, WAITS.keySet());

      JsonNode groups = parked(sample, worker).get("coroutines").get("groups");

      for (Map.Entry<String, String> wait : WAITS.entrySet()) {
        JsonNode group = group(groups, sample, MARKS.getOrDefault(wait.getKey(), wait.getKey()));
        assertThat(group.get("waits_for").asText()).as(wait.getKey()).isEqualTo(wait.getValue());
        assertThat(group.get("uris").get(0).asText()).isEqualTo("/park/" + wait.getKey());
        boolean socket = wait.getValue().startsWith("cosocket");
        assertThat(group.get("peers").toString().contains("127.0.0.1:"))
            .as("peer of %s", wait.getKey())
            .isEqualTo(socket);
        // The collector clears the argument of a sleep, which then has the age of its request
        // alone.
        boolean lasting = socket || wait.getValue().equals("semaphore");
        assertThat(group.get(lasting ? "oldest_ms" : "oldest_request_ms").isNumber())
            .as("how long %s has waited", wait.getKey())
            .isTrue();
      }
      JsonNode naps = group(groups, sample, "nap");
      assertThat(naps.get("count").asInt()).as("two light threads").isEqualTo(2);
      assertThat(group(groups, sample, "resumed").get("waits_for").asText()).isEqualTo("coroutine");
      assertThat(sample.get("/hello").status()).isEqualTo(200);
    }
  }

  @Test
  void givenTenThousandCoroutines_whenLookedAt_thenTheyAreGroupedByTheirTwoStacks()
      throws Exception {
    try (NginxSample sample = NginxSample.of("parked").start()) {
      long worker = sample.workers().get(0);
      Needs.ptraceOf(worker);
      sample.getAsync("/park/many?n=10000");
      Await.until(
          PATIENCE, sample::errorLog, () -> sample.get("/asleep").body().strip().equals("10000"));

      JsonNode found = parked(sample, worker);

      assertThat(found.get("coroutines").get("total").asInt()).isEqualTo(10_001);
      JsonNode groups = found.get("coroutines").get("groups");
      assertThat(group(groups, sample, "nap").get("count").asInt()).isEqualTo(7_500);
      assertThat(group(groups, sample, "other_nap").get("count").asInt()).isEqualTo(2_500);
      assertThat(group(groups, sample, "many").get("waits_for").asText()).isEqualTo("thread");
    }
  }

  /** Lets coroutines park, and waits until all of them have. */
  static void park(NginxSample sample, Collection<String> names) {
    names.forEach(name -> sample.getAsync("/park/" + name));
    String worker = Long.toString(sample.workers().get(0));
    Await.until(
        PATIENCE,
        sample::errorLog,
        () -> {
          Outcome outcome =
              Launcher.ofThisTree().run(PATIENCE, "coroutines", "-p", worker, "--json");
          return outcome.ok()
              && names.stream().allMatch(n -> outcome.stdout().contains("\"/park/" + n + "\""));
        });
  }

  static JsonNode parked(NginxSample sample, long worker) throws IOException {
    Outcome outcome =
        Launcher.ofThisTree().run(PATIENCE, "coroutines", "-p", Long.toString(worker), "--json");
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return new JsonMapper().readTree(outcome.stdout());
  }

  /** The group that stands innermost on the line with a mark. */
  static JsonNode group(JsonNode groups, NginxSample sample, String mark) throws IOException {
    int line = line(sample, mark);
    return StreamSupport.stream(groups.spliterator(), false)
        .filter(group -> innermostLine(group) == line)
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing on line " + line + ": " + groups));
  }

  private static int innermostLine(JsonNode group) {
    int line = 0;
    for (JsonNode frame : group.get("stack")) {
      if (frame.get("kind").asText().equals("lua")
          && frame.get("file").asText().endsWith("waits.lua")) {
        line = frame.get("line").asInt();
      }
    }
    return line;
  }

  private static int line(NginxSample sample, String mark) throws IOException {
    List<String> lines = Files.readAllLines(sample.prefix().resolve("lua/waits.lua"));
    return Stream.iterate(0, i -> i + 1)
            .limit(lines.size())
            .filter(i -> lines.get(i).endsWith("parks here: " + mark))
            .findFirst()
            .orElseThrow()
        + 1;
  }
}
