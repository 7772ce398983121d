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
import io.ngxscope.samples.Signals;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A core file, of a crash or of a copy, is a target like a process. */
class CoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int USAGE = 2;
  private static final int NO_TARGET = 3;
  private static final int UNSUPPORTED = 6;

  @TempDir private Path folder;

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
    Needs.root();
  }

  @Test
  void givenACopyOfAHealthyWorker_whenLookedInto_thenItTellsWhatTheWorkerTold() throws Exception {
    Needs.program("gcore");
    try (NginxSample sample = NginxSample.of("parked").start()) {
      long worker = sample.workers().get(0);
      CoroutinesIT.park(sample, List.of("receive", "threads"));
      JsonNode alive = CoroutinesIT.parked(sample, worker);
      Path core = gcore(worker);

      JsonNode dead = json("coroutines", "--core", core.toString());
      assertThat(dead.get("coroutines").get("total"))
          .isEqualTo(alive.get("coroutines").get("total"));
      JsonNode receive =
          CoroutinesIT.group(dead.get("coroutines").get("groups"), sample, "receive");
      assertThat(receive.get("waits_for").asText()).isEqualTo("cosocket_read");
      JsonNode trace = json("bt", "--core", core.toString()).get("workers").get(0);
      assertThat(trace.get("state").asText()).isEqualTo("was waiting for events");
      assertThat(trace.get("frames").toString())
          .contains("ngx_process_events_and_timers", "_start");
      JsonNode heap = json("heap", "--core", core.toString()).get("heap");
      assertThat(heap.get("objects").asInt()).isGreaterThan(500);
      assertThat(heap.get("consistency").get("exact").asBoolean()).isTrue();
      JsonNode structures = json("inspect", "struct", "lua_State", "--core", core.toString());
      assertThat(structures.at("/structures/0/offsets/glref").asInt()).isEqualTo(0x10);

      Outcome cut = run("bt", "--core", firstHalf(core).toString());
      expect(NO_TARGET, cut, "it ends within its headers"); // gdb puts them last
    }
  }

  @Test
  void givenAWorkerThatCrashed_whenItsCoreIsReported_thenTheSignalTheStackAndCoroutinesAreThere()
      throws Exception {
    Assumptions.assumeTrue(
        Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip().equals("core"),
        "cores go elsewhere on this host (kernel.core_pattern)");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (NginxSample sample =
        NginxSample.of("parked")
            .main("worker_rlimit_core 2g;")
            .main("working_directory " + folder + ";")
            .start()) {
      CoroutinesIT.park(sample, List.of("sleep"));
      long worker = sample.workers().get(0);
      Signals.send(worker, "SEGV");
      Await.until(PATIENCE, sample::errorLog, () -> sample.errorLog().contains("core dumped"));
      Path core;
      try (Stream<Path> files = Files.list(folder)) {
        core =
            files
                .filter(f -> f.getFileName().toString().startsWith("core"))
                .findFirst()
                .orElseThrow();
      }

      JsonNode report = json("report", "--core", core.toString());

      JsonNode trace = report.at("/bt/workers/0");
      assertThat(trace.get("pid").asLong()).isEqualTo(worker);
      assertThat(trace.get("state").asText()).contains("ended by signal 11", "SIGSEGV");
      assertThat(trace.get("frames").toString()).contains("ngx_process_events_and_timers");
      JsonNode groups = report.at("/coroutines/coroutines/groups");
      assertThat(CoroutinesIT.group(groups, sample, "sleep").get("uris").get(0).asText())
          .isEqualTo("/park/sleep");
      assertThat(report.at("/heap/heap/objects").asInt()).isGreaterThan(500);

      Outcome half = run("bt", "--core", firstHalf(core).toString());
      assertThat(half.exit()).as(half::describe).isZero();
      assertThat(half.stderr()).contains("the core was cut short", "of memory are missing");
    }
  }

  @Test
  void givenFilesThatAreNoCoresOfNginx_whenLookedInto_thenItSaysWhatTheyAre() throws Exception {
    expect(NO_TARGET, run("bt", "--core", "/bin/ls"), "a program or library");
    expect(NO_TARGET, run("bt", "--core", "/etc/hostname"), "cannot be read as a core file");
    expect(NO_TARGET, run("heap", "--core", folder.resolve("none").toString()), "no such file");
    expect(USAGE, run("bt", "-p", "1", "--core", "/bin/ls"), "exclude each other");
    Needs.program("gcore");
    try (Running other = Running.start(List.of("sleep", "60"), folder)) {
      Outcome outcome = run("coroutines", "--core", gcore(other.pid()).toString());
      expect(NO_TARGET, outcome, "is not an nginx");
    }
  }

  @Test
  void givenACoreOfAnotherBuild_whenLookedInto_thenItNamesTheBuildThatItNeeds() throws Exception {
    Needs.program("gcore");
    Path program = folder.resolve("sleeper");
    Files.copy(Path.of("/bin/sleep"), program);
    try (Running other = Running.start(List.of(program.toString(), "60"), folder)) {
      Path core = gcore(other.pid());
      Files.delete(program);
      Files.copy(Path.of("/bin/cat"), program);

      Outcome outcome = run("bt", "--core", core.toString());

      expect(UNSUPPORTED, outcome, "is another build", "--sysroot");
    }
  }

  private Path gcore(long pid) {
    Path prefix = folder.resolve("copy");
    Outcome outcome =
        Running.run(
            List.of("gcore", "-o", prefix.toString(), Long.toString(pid)), folder, PATIENCE);
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return folder.resolve("copy." + pid);
  }

  private Path firstHalf(Path core) throws IOException {
    Path half = folder.resolve("half");
    Files.copy(core, half);
    try (RandomAccessFile file = new RandomAccessFile(half.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    return half;
  }

  private static void expect(int exit, Outcome outcome, String... words) {
    assertThat(outcome.exit()).as(outcome::describe).isEqualTo(exit);
    assertThat(outcome.stderr()).contains(words);
    assertThat(outcome.stdout()).isEmpty();
  }

  private static JsonNode json(String... arguments) throws IOException {
    String[] all = Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new);
    Outcome outcome = run(all);
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return new JsonMapper().readTree(outcome.stdout());
  }

  private static Outcome run(String... arguments) {
    return Launcher.ofThisTree().run(PATIENCE, arguments);
  }
}
