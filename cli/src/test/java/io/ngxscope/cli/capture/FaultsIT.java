package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.recording.RecordingReader;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import io.ngxscope.samples.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong around a capture does no harm, is said, and loses nothing that was found. */
class FaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void needs() {
    Needs.nginxWithLua();
    Needs.root();
  }

  @Test
  void givenADiskThatFillsUp_whenRecorded_thenOtherFilesAreWrittenAndWhatIsOnItIsReadable()
      throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    mount(disk, "size=64k");
    Path recording = disk.resolve("block.ngxr");
    Path elsewhere = folder.resolve("block.html");
    try (NginxSample sample = NginxSample.blocking().start();
        Capture capture =
            Capture.start(
                sample.master(),
                "--record",
                recording.toString(),
                "-o",
                disk.resolve("block.html").toString(),
                "-o",
                elsewhere.toString())) {
      capture.awaitWatching(sample.workers());
      Await.until(PATIENCE, () -> "no recording", () -> Files.exists(recording));
      fill(disk.resolve("other"));
      sample.get("/block/shop?ms=80");

      Outcome outcome = capture.end("INT");

      assertThat(outcome.exit()).as(outcome::describe).isEqualTo(7);
      assertThat(outcome.stderr()).contains("block.html", "No space left on device");
      assertThat(outcome.stdout()).contains("/block/shop");
      assertThat(Files.readString(elsewhere)).endsWith("</html>\n");
      assertThat(disk.resolve("block.html")).doesNotExist();
      assertThat(RecordingReader.read(recording).complete())
          .as("what fits into its last page is whole, else it says so")
          .isNotEqualTo(outcome.stdout().contains("the recording is incomplete"));
    } finally {
      Running.run(List.of("umount", disk.toString()), folder, PATIENCE);
    }
  }

  @Test
  void givenTheFolderOfTheReportIsRemoved_whenCaptured_thenItIsSaidAndOtherFilesAreWritten()
      throws Exception {
    Path gone = Files.createDirectory(folder.resolve("gone"));
    Path recording = gone.resolve("block.ngxr");
    Path elsewhere = folder.resolve("block.html");
    try (NginxSample sample = NginxSample.blocking().start();
        Capture capture =
            Capture.start(
                sample.master(),
                "--record",
                recording.toString(),
                "-o",
                gone.resolve("block.html").toString(),
                "-o",
                elsewhere.toString())) {
      capture.awaitWatching(sample.workers());
      Await.until(PATIENCE, () -> "no recording", () -> Files.exists(recording));
      Files.delete(recording);
      Files.delete(gone);
      sample.get("/block/shop?ms=80");

      Outcome outcome = capture.end("INT");

      assertThat(outcome.exit()).as(outcome::describe).isNotZero();
      assertThat(outcome.stderr()).contains("its folder does not exist");
      assertThat(outcome.stdout()).contains("/block/shop", "removed while it was written");
      assertThat(Files.readString(elsewhere)).endsWith("</html>\n");
    }
  }

  @Test
  void givenTooLittleMemory_whenProfiled_thenItIsSaidAndNothingStaysBehind() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      String worker = Long.toString(sample.workers().get(0));

      Outcome outcome =
          Launcher.ofThisTree()
              .with("NGXSCOPE_JAVA_OPTS", "-Xmx10m")
              .run(PATIENCE, "profile", "-p", worker, "-d", "1s");

      assertThat(outcome.exit()).as(outcome::describe).isIn(6, 7);
      assertThat(outcome.stderr()).contains("memory", "NGXSCOPE_JAVA_OPTS=-Xmx");
      assertThat(sample.get("/fast").status()).isEqualTo(200);
    }
  }

  @Test
  void givenAWorkerThatIsStoppedByASignal_whenCaptured_thenThatIsSaidInsteadOfNothing() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      long worker = sample.workers().get(0);
      Signals.send(worker, "STOP");
      try {
        Outcome outcome =
            Launcher.ofThisTree().run(PATIENCE, "block", "-p", Long.toString(worker), "-d", "1s");

        assertThat(outcome.exit()).as(outcome::describe).isZero();
        assertThat(outcome.stdout())
            .contains("worker " + worker + " is stopped by a signal", "kill -CONT " + worker);
      } finally {
        Signals.send(worker, "CONT");
      }
      assertThat(sample.get("/fast").status()).isEqualTo(200);
    }
  }

  @Test
  void givenABinaryUpgrade_whenTheMasterIsWatched_thenTheWorkersOfTheNewMasterAreToo() {
    try (NginxSample sample = NginxSample.blocking().start();
        Capture capture = Capture.start(sample.master())) {
      long old = sample.workers().get(0);
      capture.awaitWatching(List.of(old));
      Signals.send(sample.master(), "USR2");
      Await.until(PATIENCE, sample::errorLog, () -> successor(sample) > 0);
      long worker =
          ProcessHandle.of(successor(sample)).stream()
              .flatMap(ProcessHandle::children)
              .findFirst()
              .orElseThrow()
              .pid();
      capture.awaitWatching(List.of(worker));
      Signals.send(sample.master(), "QUIT");
      Await.until(PATIENCE, sample::errorLog, () -> ProcessHandle.of(old).isEmpty());
      sample.get("/block/shop?ms=80");

      CaptureResult result = capture.interrupt();

      assertThat(result.eventsOf(old)).containsExactly("attached", "gone");
      assertThat(result.of(worker, "/block/shop")).as(result::describe).hasSize(1);
    }
  }

  /** nginx renames the file of the old master and writes a new one. */
  private static long successor(NginxSample sample) {
    try (var files = Files.walk(sample.prefix(), 2)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".pid")).toList()) {
        long pid = Long.parseLong(Files.readString(file).strip());
        boolean hasWorker =
            ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).findAny().isPresent();
        if (pid != sample.master() && hasWorker) {
          return pid;
        }
      }
      return 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  @Test
  void givenWorkersThatCrashAgainAndAgain_whenTheMasterIsWatched_thenEachIsTold() {
    try (NginxSample sample = NginxSample.blocking().start();
        Capture capture = Capture.start(sample.master())) {
      long worker = sample.workers().get(0);
      for (int i = 0; i < 3; i++) {
        capture.awaitWatching(List.of(worker));
        long victim = worker;
        Signals.send(victim, "SEGV");
        Await.until(
            PATIENCE,
            sample::errorLog,
            () -> sample.workers().size() == 1 && !sample.workers().contains(victim));
        worker = sample.workers().get(0);
      }
      capture.awaitWatching(List.of(worker));
      sample.get("/block/shop?ms=80");

      CaptureResult result = capture.interrupt();

      assertThat(result.of(worker, "/block/shop")).as(result::describe).hasSize(1);
      assertThat(result.json().at("/worker_events").toString().split("\"gone\"", -1))
          .as(result::describe)
          .hasSize(4);
    }
  }

  @Test
  void givenTheTerminalIsClosed_whenCapturing_thenTheReportIsWritten() throws Exception {
    Needs.program("script");
    Path report = folder.resolve("block.html");
    try (NginxSample sample = NginxSample.blocking().start()) {
      String command = Launcher.program() + " block -p " + sample.master() + " -d 10m -o " + report;
      try (Running terminal =
          Running.start(List.of("script", "-qefc", command, "/dev/null"), folder)) {
        Await.until(
            PATIENCE,
            () -> terminal.stdoutSoFar() + terminal.stderrSoFar(),
            () -> terminal.stdoutSoFar().contains("watching;"));
        sample.get("/block/shop?ms=80");

        terminal.signal("KILL"); // the end of whoever holds the other side

        Await.until(PATIENCE, () -> "no " + report, () -> Files.exists(report));
        Await.until(PATIENCE, () -> "not whole", () -> isWhole(report));
        assertThat(Files.readString(report)).contains("shop/pricing.lua");
      }
    }
  }

  private static boolean isWhole(Path report) {
    try {
      return Files.readString(report).endsWith("</html>\n");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void givenWhatAKilledRunLeaves_whenCleaned_thenItIsGoneAndALivingRunsIsNot() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path left = Files.createFile(folder.resolve(".ngxscope-" + dead.pid() + "-1.tmp"));
    Path living =
        Files.createFile(folder.resolve(".ngxscope-" + ProcessHandle.current().pid() + "-1.tmp"));
    try (Running orphan =
        Running.start(
            List.of("setsid", "env", "NGXSCOPE_RUN=" + dead.pid() + "-1", "sleep", "600"),
            folder)) {
      Await.until(PATIENCE, () -> "no orphan", () -> isOrphan(orphan.pid()));

      Outcome outcome = Launcher.ofThisTree().run(PATIENCE, "doctor", "--clean", folder.toString());

      assertThat(outcome.exit()).as(outcome::describe).isZero();
      assertThat(outcome.stdout())
          .contains("removed temporary file " + left, "removed tracer sleep " + orphan.pid());
      assertThat(left).doesNotExist();
      assertThat(living).exists();
      assertThat(orphan.await(PATIENCE).exit()).isEqualTo(137);
    }
  }

  private static boolean isOrphan(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("sleep");
    } catch (IOException e) {
      return false;
    }
  }

  private static void mount(Path disk, String options) {
    Outcome outcome =
        Running.run(
            List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()),
            Path.of("/"),
            PATIENCE);
    org.junit.jupiter.api.Assumptions.assumeTrue(
        outcome.ok(), () -> "skipped: no tmpfs can be mounted: " + outcome.stderr());
  }

  private static void fill(Path file) {
    try (var out = Files.newOutputStream(file)) {
      byte[] block = new byte[4096];
      for (int i = 0; i < 1_000; i++) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }
}
