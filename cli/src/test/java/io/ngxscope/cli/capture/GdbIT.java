package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gdb with the commands that ngxscope gives it, on binaries without debug information. */
class GdbIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path folder;

  @BeforeEach
  void needsGdb() {
    Needs.nginxWithLua();
    Needs.program("gdb");
    Needs.root();
  }

  @Test
  void givenAWorker_whenABatchRuns_thenItCollectsSaysHowLongItStoppedAndTheWorkerGoesOn() {
    try (NginxSample sample = NginxSample.of("parked").start()) {
      String worker = Long.toString(sample.workers().get(0));
      CoroutinesIT.park(sample, List.of("sleep", "threads"));

      Outcome outcome =
          run("gdb", "-p", worker, "--batch", "ngx-connections", "lua-bt-all", "lua-heap");

      assertThat(outcome.exit()).as(outcome::describe).isZero();
      assertThat(outcome.stdout())
          .contains("GET /park/sleep", "GET /park/threads", "2 coroutines, such as")
          .contains("waits.lua:", "thread", "bytes as LuaJIT counts them")
          .containsPattern("stopped for \\d+\\.\\d ms at most");
      assertThat(sample.get("/hello").status()).isEqualTo(200);
      Outcome refused = run("gdb", "-p", worker, "--batch", "shell id");
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.stderr()).contains("does not run: shell id");
    }
  }

  @Test
  void givenSavedCommands_whenCarriedToAnotherProcessAndToACore_thenTheyFindTheirVm() {
    Needs.program("gcore");
    Path saved = folder.resolve("nginx.py");
    try (NginxSample one = NginxSample.of("parked").start();
        NginxSample other = NginxSample.of("parked").start()) {
      Outcome outcome =
          run("gdb", "-p", one.workers().get(0).toString(), "--save", saved.toString());
      assertThat(outcome.exit()).as(outcome::describe).isZero();
      CoroutinesIT.park(other, List.of("sleep"));
      String worker = other.workers().get(0).toString();

      Outcome gdb =
          Running.run(
              List.of(
                  "gdb",
                  "-nx",
                  "-batch",
                  "-p",
                  worker,
                  "-x",
                  saved.toString(),
                  "-ex",
                  "lua-bt-all",
                  "-ex",
                  "lua-heap"),
              folder,
              PATIENCE);

      assertThat(gdb.stdout()).contains("waits.lua:", "bytes as LuaJIT counts them");
      Outcome copy = Running.run(List.of("gcore", "-o", "copy", worker), folder, PATIENCE);
      assertThat(copy.exit()).as(copy::describe).isZero();
      Outcome dead =
          run(
              "gdb",
              "--core",
              folder.resolve("copy." + worker).toString(),
              "--batch",
              "lua-bt-all");
      assertThat(dead.exit()).as(dead::describe).isZero();
      assertThat(dead.stdout()).contains("waits.lua:");
    }
  }

  private static Outcome run(String... arguments) {
    return Launcher.ofThisTree().run(PATIENCE, arguments);
  }
}
