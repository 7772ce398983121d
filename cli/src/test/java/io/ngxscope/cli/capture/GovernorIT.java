package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Signals;
import io.ngxscope.samples.WrkLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes on a function that a busy worker calls hundreds of thousands of times a second. */
class GovernorIT {
  private static final String SCRIPT =
      """
      // @name interned
      // @backend bpftrace
      // @facts worker.pid luajit.file luajit.str_new
      // @tuning unsafe
      // @output N count:count
      uprobe:%{luajit.file}:%{luajit.str_new} /pid == %{worker.pid}/ { @n += (uint64)1; }
      interval:ms:50 { printf("N\\t%llu\\n", @n); }
      END { clear(@n); }
      """;

  private static NginxSample sample;

  @TempDir private Path folder;
  private Path script = Path.of("/nonexistent");

  @BeforeAll
  static void start() {
    Needs.nginxWithLua();
    Needs.program("bpftrace");
    Needs.program("wrk");
    Needs.root();
    sample = NginxSample.blocking().start();
  }

  @AfterAll
  static void stop() {
    if (sample != null) {
      sample.close();
    }
  }

  @BeforeEach
  void write() throws IOException {
    script = Files.writeString(folder.resolve("interned.bt"), SCRIPT);
  }

  private static String worker() {
    return Long.toString(sample.workers().get(0));
  }

  private static WrkLoad load(int seconds) {
    return WrkLoad.start(sample.uri("/block/json?ms=2"), 4, Duration.ofSeconds(seconds));
  }

  @Test
  void givenMoreHitsThanTheBudgetBears_whenRun_thenItIsDoneInBurstsAndEveryRequestIsAnswered() {
    try (WrkLoad load = load(9)) {
      Outcome outcome = run(script, "-d", "5s", "--max-overhead", "2");

      JsonNode bill = bill(outcome);
      assertThat(bill.get("mode").asText()).as(bill::toString).isEqualTo("burst");
      assertThat(bill.get("predicted_percent").asDouble()).isGreaterThan(2);
      assertThat(bill.get("bursts").asInt()).isPositive();
      assertThat(bill.get("hits").asLong()).isGreaterThan(1_000);
      assertThat(bill.get("coverage").asDouble()).isBetween(0.001, 0.999);
      assertThat(bill.get("measured_percent").asDouble())
          .as("less than without the governor: " + bill)
          .isLessThan(bill.get("predicted_percent").asDouble());
      assertThat(bill.get("price_measured").asBoolean()).isTrue();
      assertThat(bill.get("stepped_hit_ns").asDouble())
          .isGreaterThan(bill.get("emulated_hit_ns").asDouble());
      WrkLoad.Result result = load.await();
      assertThat(result.refused()).isZero();
      assertThat(result.broken()).isZero();
    }
  }

  @Test
  void givenNoTimeForOneBurst_whenRun_thenItIsRefusedWithNumbersAndInsistingHelps() {
    try (WrkLoad load = load(8)) {
      Outcome refused = run(script, "-d", "1s", "--max-overhead", "0.1");

      assertThat(refused.exit()).as(refused::describe).isEqualTo(9);
      assertThat(refused.stderr()).contains("interned would cost worker", "--unsafe-overhead");
      assertThat(refused.stdout()).isEmpty();

      Outcome unsafe = run(script, "-d", "1s", "--max-overhead", "0.1", "--unsafe-overhead");

      assertThat(bill(unsafe).get("mode").asText()).isEqualTo("unsafe");
      assertThat(unsafe.stderr()).contains("nothing limits what the probes cost");
      WrkLoad.Result result = load.await();
      assertThat(result.refused() + result.broken()).isZero();
    }
  }

  @Test
  void givenAnIdleWorker_whenRun_thenItIsAllowedAllOfTheTime() {
    JsonNode bill = bill(run(script, "-d", "1s"));

    assertThat(bill.get("mode").asText()).isEqualTo("proceed");
    assertThat(bill.get("hits").asLong()).isZero();
    assertThat(bill.get("bursts").asInt()).isEqualTo(1);
  }

  @Test
  void givenAReturnProbeOnLuaJit_whenRun_thenItIsRefusedWhateverTheBudget() throws Exception {
    Path returns =
        Files.writeString(folder.resolve("r.bt"), SCRIPT.replace("uprobe:", "uretprobe:"));

    Outcome outcome = run(returns, "-d", "1s", "--unsafe-overhead");

    assertThat(outcome.exit()).as(outcome::describe).isEqualTo(6);
    assertThat(outcome.stderr()).contains("LuaJIT unwinds through it");
  }

  @Test
  void givenTheTracerHangs_whenItsProbesAreInPlace_thenItIsKilledAndThatIsSaid() {
    try (ScriptRun run = ScriptRun.start(sample.workers().get(0), "run", script.toString())) {
      ProcessHandle tracer = run.tracers("bpftrace").get(0);
      Signals.send(tracer.pid(), "STOP");

      Outcome outcome = run.await();

      assertThat(outcome.exit()).as(outcome::describe).isEqualTo(7);
      assertThat(outcome.stderr()).contains("said nothing for 3 s and was killed");
      Await.until(ScriptRun.PATIENCE, tracer::toString, () -> !tracer.isAlive());
      assertThat(sample.get("/fast").status()).isEqualTo(200);
    }
  }

  @Test
  void givenNgxscopeIsKilledUnderLoad_thenItsProbesGoAndNoRequestIsLost() {
    try (WrkLoad load = load(4);
        ScriptRun run =
            ScriptRun.start(
                sample.workers().get(0), "run", script.toString(), "--unsafe-overhead")) {
      List<ProcessHandle> tracers = run.tracers("bpftrace");

      run.end("KILL");

      Await.until(
          ScriptRun.PATIENCE,
          tracers::toString,
          () -> tracers.stream().noneMatch(ProcessHandle::isAlive));
      WrkLoad.Result result = load.await();
      assertThat(result.requests()).isPositive();
      assertThat(result.refused() + result.broken()).isZero();
    }
  }

  private static Outcome run(Path script, String... options) {
    List<String> words =
        new ArrayList<>(List.of("run", script.toString(), "-p", worker(), "--json"));
    words.addAll(List.of(options));
    return ScriptRun.toEnd(words.toArray(String[]::new));
  }

  private static JsonNode bill(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    String last = outcome.stdout().lines().reduce((a, b) -> b).orElseThrow();
    try {
      return new ObjectMapper().readTree(last).at("/workers/0/overhead");
    } catch (IOException e) {
      throw new AssertionError(last, e);
    }
  }
}
