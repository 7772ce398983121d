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
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code inspect} on the distribution's stripped nginx and LuaJIT. */
class InspectIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int USAGE = 2;

  private static NginxSample sample;

  @BeforeAll
  static void start() {
    Needs.nginxWithLua();
    sample = NginxSample.of("parked").start();
    Needs.ptraceOf(sample.workers().get(0));
  }

  @AfterAll
  static void stop() {
    if (sample != null) {
      sample.close();
    }
  }

  @Test
  void givenAFunctionThatIsNotExported_whenLookedFor_thenItsNameComesWithEvidence()
      throws Exception {
    JsonNode found = json("inspect", "symbols", "lj_str_new").at("/symbols/0");

    assertThat(found.get("module").asText()).startsWith("libluajit");
    assertThat(found.get("how").asText()).contains("lua_pushlstring");
    assertThat(found.get("code").size()).isPositive();
    JsonNode lua = json("inspect", "symbols", "ngx.sleep").at("/symbols/0");
    assertThat(lua.get("how").asText()).contains("Lua VM");
  }

  @Test
  void givenAFunction_whenShown_thenBoundsCallersPlacesAndCallTargetsAreThere() throws Exception {
    JsonNode function = json("inspect", "func", "lua_newthread").get("func");

    assertThat(function.get("end").asLong()).isGreaterThan(function.get("offset").asLong());
    assertThat(function.get("probe_sites").get(0).get("what").asText()).isEqualTo("entry");
    assertThat(function.get("code").toString()).contains("calls lj_gc_step");
    JsonNode loop = json("inspect", "func", "ngx_process_events_and_timers").get("func");
    assertThat(loop.get("callers").size()).isPositive();
  }

  @Test
  void givenStructures_whenShown_thenTheirOffsetsAreThoseOfTheBuild() throws Exception {
    JsonNode structures = json("inspect", "struct").get("structures");

    assertThat(structures.findValuesAsText("name"))
        .contains("lua_State", "global_State", "GCproto", "ngx_http_request_t", "ngx_str_t");
    assertThat(json("inspect", "struct", "global_State").at("/structures/0/evidence").asText())
        .contains("verified on this VM");
  }

  @Test
  void givenCalls_whenTheirArgumentsAreWatched_thenRequestsAndStringsAreReadable()
      throws Exception {
    Needs.program("bpftrace");
    Needs.root();
    try (Running running =
        Launcher.ofThisTree()
            .start(
                with(
                    "inspect",
                    "args",
                    "ngx_http_get_variable",
                    "--when",
                    "len(arg1) == 5 && arg0 != 0",
                    "-n",
                    "1"))) {
      Await.until(
          PATIENCE,
          running::stderrSoFar,
          () -> {
            sample.get("/variable?n=1");
            return !running.isAlive();
          });
      Outcome outcome = running.await(PATIENCE);
      assertThat(outcome.exit()).as(outcome::describe).isZero();
      JsonNode call = new JsonMapper().readTree(outcome.stdout()).at("/args/calls/0/arguments");
      assertThat(call.get(0).asText()).endsWith("ngx_http_request_t /variable");
      assertThat(call.get(1).asText()).endsWith("ngx_str_t \"arg_n\" (5 bytes)");
    }
  }

  @Test
  void givenMistakes_whenInspected_thenTheyAreNamed() {
    expect(run("inspect", "func", "no_such_function"), "no function no_such_function");
    expect(run("inspect", "func", "lua_pushl"), "do you mean", "lua_pushlstring");
    expect(run("inspect", "args", "lua_pushlstring", "--when", "arg2 >"), "it ends too early");
    expect(run("inspect", "args", "lua_pushlstring", "--when", "system(arg0)"), "what is system?");
    expect(run("inspect", "struct", "nothing"), "no structure nothing", "lua_State");
    expect(run("inspect", "everything"), "inspect everything is not known");
  }

  private static void expect(Outcome outcome, String... words) {
    assertThat(outcome.exit()).as(outcome::describe).isEqualTo(USAGE);
    assertThat(outcome.stderr()).contains(words);
  }

  private static JsonNode json(String... arguments) throws IOException {
    Outcome outcome = Launcher.ofThisTree().run(PATIENCE, with(arguments));
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return new JsonMapper().readTree(outcome.stdout());
  }

  private static Outcome run(String... arguments) {
    return Launcher.ofThisTree().run(PATIENCE, with(arguments));
  }

  private static String[] with(String... arguments) {
    String worker = Long.toString(sample.workers().get(0));
    return Stream.concat(Stream.of(arguments), Stream.of("-p", worker, "--json"))
        .toArray(String[]::new);
  }
}
