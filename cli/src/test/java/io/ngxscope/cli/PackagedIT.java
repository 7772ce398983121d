package io.ngxscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as users install it: with its own Java runtime, classes prepared, native libraries
 * beside it. All other tests can be run on it, too: {@code -Dngxscope.program=FILE}.
 */
class PackagedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Launcher program;

  @BeforeEach
  void find() {
    Optional<Launcher> packaged = Launcher.packaged();
    assumeTrue(packaged.isPresent(), "skipped: nothing was packaged, `make dist` does it");
    program = packaged.orElseThrow().in(folder);
  }

  @Test
  void givenTheProgram_whenAskedForVersionHelpAndExplanation_thenItAnswers() {
    assertThat(run("--version").stdout()).matches("ngxscope \\d+\\.\\d+\\.\\d+\\S*\\n");
    assertThat(run("--help").stdout()).contains("block ", "exit status");
    assertThat(run("explain", "block").stdout()).contains("What it cannot see");
    assertThat(run("probes").stdout()).contains("bpftrace");
    assertThat(run("doctor").stdout()).contains("what works");
  }

  @Test
  void givenAHostWithItsOwnJavaSettings_whenRun_thenTheyAreNotForThisProgram() {
    Outcome outcome =
        Running.run(
            List.of(
                "env",
                "JAVA_TOOL_OPTIONS=-Xmx1k",
                "JDK_JAVA_OPTIONS=-XX:NoSuchOption",
                "CLASSPATH=/nonsense",
                "JAVA_HOME=/nonsense",
                "PATH=/usr/bin:/bin",
                program.file().toString(),
                "--version"),
            folder,
            PATIENCE);

    assertThat(outcome.exit()).as(outcome::describe).isZero();
    assertThat(outcome.stderr()).isEmpty();
  }

  @Test
  void givenASample_whenItBlocks_thenTheProgramNamesTheLineAndRendersEveryReport()
      throws Exception {
    Needs.nginxWithLua();
    try (NginxSample sample = NginxSample.blocking().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      String master = Long.toString(sample.master());

      assertThat(run("ps").stdout()).contains(master);
      assertThat(run("bt", "-p", master, "--pause").stdout()).contains("worker ", "main  nginx");
      try (Running capture =
          program.start("block", "-p", master, "-d", "4s", "--record", "a.ngxr", "--json")) {
        Await.until(
            PATIENCE, capture::stderrSoFar, () -> capture.stderrSoFar().contains("watching"));
        sample.get("/block/sort?ms=120");
        sample.get("/block/shop?ms=120");
        Outcome outcome = capture.await(PATIENCE);
        assertThat(outcome.exit()).as(outcome::describe).isZero();
        assertThat(outcome.stdout()).contains("pricing.lua");
      }
      run("report", "a.ngxr", "-o", "a.html", "-o", "a.svg", "-o", "a.json", "-o", "a.folded");
      assertThat(Files.readString(folder.resolve("a.html"))).contains("class=\"chart\"");
      assertThat(folder.resolve("a.svg")).isNotEmptyFile();
      assertThat(folder.resolve("a.folded")).content().contains("pricing.lua");
    }
  }

  private Outcome run(String... arguments) {
    Outcome outcome = program.run(PATIENCE, arguments);
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return outcome;
  }
}
