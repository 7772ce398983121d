package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts run on a real worker by a real bpftrace, and leave nothing behind. */
class RunIT {
  private static final Path SCRIPTS = Path.of("../probes");
  private static NginxSample sample;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Needs.nginxWithLua();
    Needs.program("bpftrace");
    Needs.root();
    sample = NginxSample.blocking().start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (sample != null) {
      sample.close();
    }
  }

  /** The scripts for bpftrace that the index lists. */
  private static List<String> listed() throws IOException {
    return Files.readAllLines(SCRIPTS.resolve("index.txt")).stream()
        .filter(file -> file.startsWith("bpftrace/"))
        .toList();
  }

  private static long worker() {
    return sample.workers().get(0);
  }

  @Test
  void givenEveryShippedScript_whenRenderedForAWorker_thenBpftraceUnderstandsIt() throws Exception {
    for (String file : listed()) {
      String name = file.replaceAll(".*/|\\.bt$", "");
      Outcome rendered =
          ScriptRun.toEnd("probes", "show", name, "--rendered", "-p", Long.toString(worker()));
      assertThat(rendered.exit()).as(rendered::describe).isZero();
      Path script = Files.writeString(folder.resolve(name + ".bt"), rendered.stdout());

      Outcome dry =
          Running.run(
              List.of("bpftrace", "--unsafe", "-d", script.toString()), folder, ScriptRun.PATIENCE);

      assertThat(dry.exit()).as(() -> name + ": " + dry.stderr()).isZero();
    }
  }

  @Test
  void givenEveryScriptInTheFolder_thenTheIndexListsIt() throws Exception {
    try (Stream<Path> scripts = Files.list(SCRIPTS.resolve("bpftrace"))) {
      assertThat(listed())
          .containsExactlyInAnyOrderElementsOf(
              scripts
                  .filter(Files::isRegularFile)
                  .map(s -> SCRIPTS.relativize(s).toString())
                  .toList());
    }
  }

  @Test
  void givenABlock_whenLoopLatencyRuns_thenItsRunIsInTheHistogram() {
    try (ScriptRun run = ScriptRun.start(worker(), "run", "loop-latency")) {
      sample.get("/block/nanosleep?ms=100");

      List<JsonNode> rows = rows(run.end("INT"));

      assertThat(of("HIST", rows))
          .anySatisfy(
              row -> {
                assertThat(row.at("/values/from_us").asLong()).isEqualTo(65_536);
                assertThat(row.at("/values/to_us").asLong()).isEqualTo(131_072);
              });
      assertThat(of("RUN", rows))
          .anySatisfy(
              row -> assertThat(row.at("/values/longest_ns").asLong()).isGreaterThan(99_000_000));
      nothingLost(rows);
    }
  }

  @Test
  void givenASleepInACall_whenSyscallsSlowRuns_thenTheCallIsNamedAndTimed() {
    try (ScriptRun run = ScriptRun.start(worker(), "run", "syscalls-slow", "min=50ms")) {
      sample.get("/block/nanosleep?ms=100");
      Await.until(ScriptRun.PATIENCE, run::stdoutSoFar, () -> run.stdoutSoFar().contains("SLEPT"));

      List<JsonNode> rows = rows(run.end("INT"));

      assertThat(of("SLEPT", rows))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.at("/values/call").asText()).isEqualTo("clock_nanosleep");
                assertThat(row.at("/values/slept_ns").asLong())
                    .isBetween(99_000_000L, 200_000_000L);
              });
      nothingLost(rows);
    }
  }

  @Test
  void givenGarbageThatIsCollected_whenGcStepRuns_thenStepsAndHeapAreCounted() {
    try (ScriptRun run = ScriptRun.start(worker(), "run", "gc-step")) {
      for (int i = 0; i < 20; i++) {
        sample.get("/block/json?ms=20");
      }
      Await.until(
          ScriptRun.PATIENCE,
          run::stdoutSoFar,
          () -> of("GC", lines(run.stdoutSoFar())).stream().anyMatch(RunIT::hasSteps));

      nothingLost(rows(run.end("INT")));
    }
  }

  private static boolean hasSteps(JsonNode row) {
    return row.at("/values/steps").asLong() > 0 && row.at("/values/heap_bytes").asLong() > 10_000;
  }

  @Test
  void givenAScriptOfTheUsersOwn_whenRun_thenItsRowsAreDecoded() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("mine.bt"),
            """
            // @name mine
            // @backend bpftrace
            // @args ms int[1..1000] 100 ms how often
            // @facts worker.pid
            // @output TICK count:count pid:pid
            interval:ms:%{ms} { @n++; printf("TICK\\t%llu\\t%d\\n", (uint64)@n, %{worker.pid}); }
            interval:ms:%{ms} { printf("not of the protocol\\n"); }
            END { clear(@n); }
            """);
    try (ScriptRun run = ScriptRun.start(worker(), "run", script.toString(), "ms=20")) {
      Await.until(
          ScriptRun.PATIENCE, run::stdoutSoFar, () -> run.stdoutSoFar().lines().count() > 3);

      List<JsonNode> rows = rows(run.end("TERM"));

      assertThat(of("TICK", rows).get(0).at("/values/pid").asLong()).isEqualTo(worker());
      assertThat(end(rows).get("malformed").asLong()).isPositive();
    }
  }

  @Test
  void givenAScriptThatIsWrong_whenRun_thenTheErrorNamesItsLine() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("wrong.bt"),
            "// @name wrong\n// @backend bpftrace\n// @output X\n\nBEGIN { $x = nosuch(1); }\n");

    Outcome outcome =
        ScriptRun.toEnd("run", script.toString(), "-p", Long.toString(worker()), "-d", "1s");

    assertThat(outcome.exit()).as(outcome::describe).isEqualTo(7);
    assertThat(outcome.stderr()).contains("wrong.bt:5: ", "nosuch");
    assertThat(outcome.stdout()).isEmpty();
  }

  @Test
  void givenAnArgumentThatDoesNotExist_whenRun_thenItIsAMistakeOfUse() {
    Outcome outcome =
        ScriptRun.toEnd("run", "loop-latency", "often=1s", "-p", Long.toString(worker()));

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.stderr()).contains("no argument 'often'", "every=");
  }

  @Test
  void givenNgxscopeIsKilled_thenItsTracerDiesToo() {
    try (ScriptRun run = ScriptRun.start(worker(), "run", "loop-latency")) {
      List<ProcessHandle> tracers = run.tracers("bpftrace");
      assertThat(tracers).hasSize(1);

      run.end("KILL");

      ScriptRun.awaitGone(tracers);
    }
  }

  private static List<JsonNode> rows(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return lines(outcome.stdout());
  }

  private static List<JsonNode> lines(String text) {
    ObjectMapper mapper = new ObjectMapper();
    return text.lines()
        .filter(line -> line.endsWith("}"))
        .map(
            line -> {
              try {
                return mapper.readTree(line);
              } catch (IOException e) {
                throw new AssertionError(line, e);
              }
            })
        .toList();
  }

  private static List<JsonNode> of(String event, List<JsonNode> rows) {
    return rows.stream().filter(r -> r.get("event").asText().equals(event)).toList();
  }

  private static JsonNode end(List<JsonNode> rows) {
    return of("end", rows).get(0).at("/workers/0");
  }

  private static void nothingLost(List<JsonNode> rows) {
    for (String count : List.of("lost_events", "malformed", "full_maps")) {
      assertThat(end(rows).get(count).asLong()).as(count).isZero();
    }
  }
}
