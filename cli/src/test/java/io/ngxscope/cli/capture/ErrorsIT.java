package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every failure says what failed and what to do, on standard error, with a status of its own. */
class ErrorsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int USAGE = 2;
  private static final int NO_TARGET = 3;
  private static final int NO_PERMISSION = 4;
  private static final int BAD_RECORDING = 8;

  @TempDir private Path folder;

  @Test
  void givenNoSuchProcess_whenCaptured_thenNoTarget() {
    expect(NO_TARGET, run("block", "-p", "99999999"), "99999999", "ngxscope ps");
  }

  @Test
  void givenAProcessThatIsNoNginx_whenCaptured_thenNoTarget() {
    String self = Long.toString(ProcessHandle.current().pid());

    expect(NO_TARGET, run("block", "-p", self), "is not an nginx", "ngxscope ps");
  }

  @Test
  void givenAThreadOfTheKernel_whenCaptured_thenNoTarget() {
    Needs.root();

    expect(NO_TARGET, run("block", "-p", "2"), "2", "ngxscope ps");
  }

  @Test
  void givenTheWorkerOfAnotherUser_whenCapturedWithoutRoot_thenNoPermission() {
    Needs.nginxWithLua();
    Needs.root();
    Needs.otherUser("daemon");
    try (NginxSample sample = NginxSample.blocking().start()) {
      String worker = sample.workers().get(0).toString();

      Outcome outcome = Launcher.ofThisTree().as("daemon").run(PATIENCE, "block", "-p", worker);

      expect(NO_PERMISSION, outcome, worker, "root");
    }
  }

  /** A worker that gave up root is protected from its new user too: ptrace(2), PR_SET_DUMPABLE. */
  @Test
  void givenTheWorkerOfARootMaster_whenCapturedByItsOwnUser_thenNoPermission() {
    Needs.nginxWithLua();
    Needs.root();
    Needs.otherUser("nobody");
    try (NginxSample sample = NginxSample.blocking().start()) {
      String worker = sample.workers().get(0).toString();

      Outcome outcome = Launcher.ofThisTree().as("nobody").run(PATIENCE, "block", "-p", worker);

      expect(NO_PERMISSION, outcome, worker, "root");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          block                              | -p PID is missing
          block -p one                       | one
          block -p 1 -d 5                    | has no unit
          block -p 1 -d fast                 | is not a duration
          block -p 1 --threshold 0ms         | above zero
          block -p 1 --treshold 5ms          | did you mean --threshold?
          block -p 1 -o report.pdf           | .html
          block -p 1 -o /no/such/folder/a.html | mkdir
          report                             | FILE.ngxr
          report /no/such/file.ngxr          | does not exist
          blok -p 1                          | block
          """)
  void givenAWrongCommandLine_whenRun_thenUsage(String arguments, String hint) {
    expect(USAGE, run(arguments.split(" ")), hint);
  }

  @Test
  void givenAFileThatIsThere_whenItIsNamedForOutput_thenUsageAndTheFileIsKept() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.html"), "mine");
    Path recording = Files.writeString(folder.resolve("mine.ngxr"), "mine");

    expect(USAGE, run("block", "-p", "1", "-o", file.toString()), "is there already", "--force");
    expect(USAGE, run("report", recording.toString(), "-o", file.toString()), "already", "--force");

    assertThat(file).hasContent("mine");
  }

  @Test
  void givenARecordingThatIsThere_whenCapturedIntoIt_thenUsageAndTheFileIsKept()
      throws IOException {
    Needs.nginxWithLua();
    Path file = Files.writeString(folder.resolve("mine.ngxr"), "mine");
    try (NginxSample sample = NginxSample.blocking().start()) {
      String master = Long.toString(sample.master());
      Needs.ptraceOf(sample.workers().get(0));

      expect(USAGE, run("block", "-p", master, "--record", file.toString()), "--force");

      assertThat(file).hasContent("mine");
    }
  }

  @Test
  void givenAFileThatIsNoRecording_whenReported_thenBadRecording() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.ngxr"), "not a recording\n");
    Path empty = Files.createFile(folder.resolve("empty.ngxr"));

    expect(BAD_RECORDING, run("report", text.toString()), "notes.ngxr");
    expect(BAD_RECORDING, run("report", empty.toString()), "empty.ngxr");
  }

  /** The first line says what failed, the second what to do; standard output has data only. */
  private static void expect(int status, Outcome outcome, String... hints) {
    assertThat(outcome.exit()).as(outcome::describe).isEqualTo(status);
    assertThat(outcome.stdout()).isEmpty();
    List<String> lines = outcome.stderr().lines().toList();
    assertThat(lines).as(outcome::describe).hasSize(2);
    assertThat(lines.get(0)).startsWith("ngxscope: ");
    assertThat(lines.get(1)).startsWith("  ");
    assertThat(outcome.stderr()).contains(hints);
  }

  private static Outcome run(String... arguments) {
    return Launcher.ofThisTree().run(PATIENCE, arguments);
  }
}
