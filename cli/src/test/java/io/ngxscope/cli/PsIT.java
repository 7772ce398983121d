package io.ngxscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Signals;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenTwoWorkers_whenListed_thenMasterWorkersAndConfigurationAreNamed() throws Exception {
    try (NginxSample sample = NginxSample.blocking().workers(2).start()) {
      JsonNode nginx = instance(sample);

      assertThat(nginx.at("/master/role").asText()).isEqualTo("master");
      assertThat(nginx.get("exe").asText()).endsWith("/nginx");
      assertThat(nginx.get("config_prefix").asText()).startsWith(sample.prefix().toString());
      assertThat(workers(nginx, "worker")).isEqualTo(sample.workers());
      for (JsonNode worker : nginx.get("workers")) {
        assertThat(worker.get("generation").asInt()).isZero();
        assertThat(worker.get("rss_bytes").asLong()).isPositive();
        assertThat(worker.get("cpu_percent").asDouble()).isNotNegative();
        assertThat(worker.get("start_time_unix_ms").asLong())
            .isLessThanOrEqualTo(System.currentTimeMillis());
      }
    }
  }

  @Test
  void givenAWorkerThatStillServesAfterAReload_whenListed_thenBothGenerationsAreListed()
      throws Exception {
    try (NginxSample sample = NginxSample.blocking().start()) {
      long old = sample.workers().get(0);
      // A worker that blocks takes no notice of the reload before its block is over.
      var blocking = sample.getAsync("/block/poll?ms=5000");
      Await.until(PATIENCE, sample::errorLog, () -> isInCall(old, "poll"));
      Signals.send(sample.master(), "HUP");
      Await.until(PATIENCE, sample::errorLog, () -> sample.workers().size() == 2);

      JsonNode nginx = instance(sample);

      assertThat(workers(nginx, "worker")).hasSize(2).contains(old);
      assertThat(blocking).succeedsWithin(PATIENCE);
    }
  }

  @Test
  void givenAWorkerWithAnOpenConnection_whenReloaded_thenItIsListedAsOld() throws Exception {
    try (NginxSample sample = NginxSample.blocking().start();
        Socket open = new Socket("127.0.0.1", sample.port())) {
      long old = sample.workers().get(0);
      // Half a request keeps a worker from going away.
      open.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      open.getOutputStream().flush();
      sample.get("/hello"); // the worker has accepted what came before
      sample.reload();

      JsonNode nginx = instance(sample);

      assertThat(workers(nginx, "worker")).isEqualTo(sample.workers());
      assertThat(workers(nginx, "shutting_down_worker")).containsExactly(old);
      assertThat(nginx.at("/workers/1/generation").asInt()).isEqualTo(1);
    }
  }

  @Test
  void givenText_whenListed_thenTheTableGoesToStandardOutputAlone() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      Outcome outcome = Launcher.ofThisTree().run(PATIENCE, "ps");

      assertThat(outcome.exit()).as(outcome::describe).isZero();
      assertThat(outcome.stdout())
          .contains("nginx " + sample.master() + "  ")
          .containsPattern(sample.workers().get(0) + "  worker");
      assertThat(outcome.stdout()).doesNotContain("\u001b");
    }
  }

  @Test
  void givenAnUnknownOption_whenRun_thenUsageIsTheStatus() {
    Outcome outcome = Launcher.ofThisTree().run(PATIENCE, "ps", "--jsn");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.stdout()).isEmpty();
    assertThat(outcome.stderr()).contains("did you mean --json?");
  }

  private static JsonNode instance(NginxSample sample) throws Exception {
    Outcome outcome = Launcher.ofThisTree().run(PATIENCE, "ps", "--json");
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    JsonNode answer = new ObjectMapper().readTree(outcome.stdout());
    assertThat(answer.get("schema").asInt()).isEqualTo(1);
    for (JsonNode nginx : answer.get("instances")) {
      if (nginx.at("/master/pid").asLong() == sample.master()) {
        return nginx;
      }
    }
    throw new AssertionError("not listed: " + sample.master() + " in " + outcome.describe());
  }

  private static List<Long> workers(JsonNode nginx, String role) {
    List<Long> pids = new ArrayList<>();
    for (JsonNode worker : nginx.get("workers")) {
      if (worker.get("role").asText().equals(role)) {
        pids.add(worker.get("pid").asLong());
      }
    }
    return pids;
  }

  private static boolean isInCall(long pid, String function) {
    try {
      String place = Files.readString(Path.of("/proc/" + pid + "/wchan"));
      return place.contains(function) && !place.contains("ep_poll");
    } catch (IOException e) {
      return false;
    }
  }
}
