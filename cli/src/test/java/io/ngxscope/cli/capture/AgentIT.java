package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent, left alone with a real nginx. */
class AgentIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temp;

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  private Running agent(NginxSample sample, String... more) {
    String[] common = {
      "agent",
      "-p",
      Long.toString(sample.master()),
      "--dir",
      temp.resolve("bundles").toString(),
      "--control",
      temp.resolve("agent.sock").toString(),
      "--keep-free",
      "1m",
      "--after",
      "1s",
      "--when",
      "block>100ms"
    };
    String[] all = Stream.of(common, more).flatMap(Stream::of).toArray(String[]::new);
    return Launcher.ofThisTree().start(all);
  }

  private static void awaitLog(Running agent, String words, int times) {
    Await.until(
        PATIENCE,
        () -> words + " not " + times + " times: " + agent.stderrSoFar(),
        () -> agent.stderrSoFar().split(words, -1).length > times);
  }

  private List<Path> bundles() {
    try (Stream<Path> all = Files.list(temp.resolve("bundles"))) {
      return all.filter(p -> !p.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String summary(Path bundle) {
    try {
      return Files.readString(bundle.resolve("summary.txt"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void givenIncidentsAndAReload_whenNobodyLooks_thenEachCauseIsOneBundleWithTheTimeBeforeIt()
      throws Exception {
    try (NginxSample sample = NginxSample.blocking().start();
        Running agent = agent(sample)) {
      Needs.ptraceOf(sample.workers().get(0));
      awaitLog(agent, "worker_attached", 1);
      sample.get("/block/poll?ms=40"); // too short for the rule, but part of the time before
      sample.get("/block/shop?ms=200");
      sample.get("/block/shop?ms=200"); // the same again
      awaitLog(agent, "bundle_written", 1);
      sample.reload();
      awaitLog(agent, "worker_attached", 2);
      sample.get("/block/shop?ms=200"); // the same by a new worker
      sample.get("/block/sort?ms=200");
      awaitLog(agent, "bundle_written", 2);

      agent.signal("TERM");
      Outcome outcome = agent.await(PATIENCE);

      assertThat(outcome.exit()).as(outcome::describe).isZero();
      assertThat(bundles()).as(outcome::describe).hasSize(2);
      assertThat(summary(bundles().get(0))).contains("pricing.lua:8", "/block/shop");
      assertThat(summary(bundles().get(1))).contains("sorting.lua", "/block/sort");
      JsonNode report = new JsonMapper().readTree(bundles().get(0).resolve("report.json").toFile());
      assertThat(report.get("blocks").findValuesAsText("uri"))
          .as("what came before the trigger is there")
          .contains("/block/poll", "/block/shop");
      assertThat(bundles().get(0).resolve("report.html")).isNotEmptyFile();
      assertThat(outcome.stderr().lines()).allMatch(line -> line.startsWith("{\"ts\":\""));
    }
  }

  @Test
  void givenAWorkerThatNeverComesBack_whenItIsBlockedLongEnough_thenTheRuleDoesNotWaitForItsEnd() {
    try (NginxSample sample = NginxSample.blocking().start();
        Running agent = agent(sample)) {
      Needs.ptraceOf(sample.workers().get(0));
      awaitLog(agent, "worker_attached", 1);
      var answer = sample.getAsync("/block/cpu-interpreted?ms=4000");

      awaitLog(agent, "\"triggered\"", 1);

      assertThat(answer).as("it is blocked still").isNotDone();
      awaitLog(agent, "cpu.lua", 1);
      assertThat(answer).succeedsWithin(PATIENCE);
    }
  }

  @Test
  void givenAnAgent_whenAskedOverItsSocketByTouchAndBySignal_thenItCapturesEachTime() {
    Path touch = temp.resolve("touch");
    Path socket = temp.resolve("agent.sock");
    try (NginxSample sample = NginxSample.blocking().start();
        Running agent = agent(sample, "--touch", touch.toString())) {
      Needs.ptraceOf(sample.workers().get(0));
      awaitLog(agent, "worker_attached", 1);

      Outcome asked = run("agent", "capture", "after", "deploy", "--control", socket.toString());
      agent.signal("USR1");
      write(touch);
      awaitLog(agent, "bundle_written", 3);

      assertThat(asked.stdout()).isEqualTo("{\"ok\":true}\n");
      assertThat(bundles().stream().map(AgentIT::summary))
          .anyMatch(s -> s.startsWith("capture after deploy: "))
          .anyMatch(s -> s.startsWith("SIGUSR1: "))
          .anyMatch(s -> s.startsWith("the file was touched: "));
      Outcome status = run("agent", "status", "--control", socket.toString());
      assertThat(status.stdout()).contains("\"bundles_written\":3");
    }
  }

  @Test
  void givenAnotherUser_whenItGivesAnOrder_thenTheOrderIsRefused() throws Exception {
    Needs.root();
    Needs.otherUser("nobody");
    Path socket = temp.resolve("agent.sock");
    try (NginxSample sample = NginxSample.blocking().start();
        Running agent = agent(sample)) {
      awaitLog(agent, "worker_attached", 1);
      open(temp, "rwxr-xr-x");

      Outcome byRights = asNobody(socket);
      open(socket, "rw-rw-rw-"); // as if somebody had been careless
      Outcome byPeer = asNobody(socket);

      assertThat(byRights.exit()).as(byRights::describe).isEqualTo(3);
      assertThat(byPeer.stdout()).isEqualTo("{\"error\":\"you may not\"}\n");
      assertThat(agent.stderrSoFar()).contains("control_refused", "nobody");
    }
  }

  private static Outcome asNobody(Path socket) {
    return Launcher.ofThisTree()
        .as("nobody")
        .run(PATIENCE, "agent", "capture", "--control", socket.toString());
  }

  private static void open(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(
        path, java.nio.file.attribute.PosixFilePermissions.fromString(rights));
  }

  @Test
  void givenOnce_whenSomethingIsFound_thenItIsPrintedAndTheStatusSaysSo() {
    try (NginxSample sample = NginxSample.blocking().start();
        Running agent =
            Launcher.ofThisTree()
                .start(
                    "agent",
                    "-p",
                    Long.toString(sample.master()),
                    "--once",
                    "--fail-on-finding",
                    "--json",
                    "--after",
                    "1s",
                    "--when",
                    "block>100ms")) {
      Needs.ptraceOf(sample.workers().get(0));
      awaitLog(agent, "worker_attached", 1);
      sample.get("/block/shop?ms=200");

      Outcome outcome = agent.await(PATIENCE);

      assertThat(outcome.exit()).as(outcome::describe).isEqualTo(1);
      assertThat(CaptureResult.of(outcome.stdout()).blocks())
          .extracting(FoundBlock::uri)
          .contains("/block/shop");
    }
  }

  @Test
  void givenOnce_whenNothingIsFound_thenTheStatusIsZero() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      Outcome outcome =
          run(
              "agent",
              "-p",
              Long.toString(sample.master()),
              "--once",
              "--fail-on-finding",
              "-d",
              "2s");

      assertThat(outcome.exit()).as(outcome::describe).isZero();
      assertThat(outcome.stdout()).isEmpty();
    }
  }

  @Test
  void givenARealPrometheus_whenItScrapes_thenTheLineThatBlocksIsAMetric() throws Exception {
    Needs.program("prometheus");
    int metrics = freePort();
    int web = freePort();
    Path config = temp.resolve("prometheus.yml");
    Files.writeString(
        config,
        "global: {scrape_interval: 1s}\n"
            + "scrape_configs:\n"
            + "  - job_name: ngxscope\n"
            + "    static_configs: [{targets: ['127.0.0.1:"
            + metrics
            + "']}]\n");
    List<String> prometheus =
        List.of(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + temp.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + web);
    try (NginxSample sample = NginxSample.blocking().start();
        Running agent = agent(sample, "--metrics", Integer.toString(metrics));
        Running server = Running.start(prometheus, temp)) {
      Needs.ptraceOf(sample.workers().get(0));
      awaitLog(agent, "worker_attached", 1);
      sample.get("/block/shop?ms=200");

      Await.until(
          PATIENCE,
          () -> query(web, "ngxscope_blocks_total") + server.stderrSoFar(),
          () -> query(web, "ngxscope_blocks_total").contains("pricing.lua:8"));
      assertThat(query(web, "ngxscope_lua_gc_bytes{pid='" + sample.workers().get(0) + "'} > 1e5"))
          .contains("\"value\":");
      assertThat(query(web, "ngxscope_loop_seconds_count")).contains("\"value\":");
    }
  }

  private static String query(int port, String query) {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "no answer yet: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Outcome run(String... arguments) {
    return Launcher.ofThisTree().run(PATIENCE, arguments);
  }
}
