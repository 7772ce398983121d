package io.ngxscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell on a real terminal, that of tmux, and on a pipe. */
class ShellIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void givenCommandsOnAPipe_whenRun_thenOneFailureEndsNothingAndTheLastStatusCounts()
      throws Exception {
    Path script = folder.resolve("commands");
    Files.writeString(script, "# words\n\nblok\nngxscope explain 'bt'\nbt -p 99999999\n");

    Outcome outcome = fromFile(script);

    assertThat(outcome.exit()).as(outcome::describe).isEqualTo(3);
    assertThat(outcome.stdout()).contains("bt: what each worker is doing right now");
    assertThat(outcome.stderr()).contains("did you mean `ngxscope block`?", "99999999");
  }

  @Test
  void givenATerminal_whenWorkedIn_thenTabCompletesCtrlCEndsTheCommandAndHistoryIsKept()
      throws Exception {
    Needs.program("tmux");
    Needs.nginxWithLua();
    try (NginxSample sample = NginxSample.blocking().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      String master = Long.toString(sample.master());
      try {
        tmux(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "100",
            "-y",
            "40",
            "env XDG_STATE_HOME="
                + folder
                + " "
                + Launcher.program()
                + " shell; echo left with $?; exec sleep 60");
        awaitScreen("ngxscope>");
        keys("bloc", "Tab");
        awaitScreen("ngxscope> block");
        keys("-p " + master.substring(0, master.length() - 1), "Tab", "Tab");
        awaitScreen(master);
        keys("C-c");
        keys("block -p " + master + " -d 60s", "Enter");
        awaitScreen("watching; Ctrl-C");
        keys("C-c");
        awaitScreen("2 workers watched for|1 workers? watched for|No block longer than");
        keys("bt -p 99999999", "Enter");
        awaitScreen("ngxscope \\[3\\]>");
        keys("Up");
        awaitScreen("\\[3\\]> bt -p 99999999");
        keys("C-u", "exit", "Enter");
        awaitScreen("left with 3");
      } finally {
        tmux("kill-server");
      }
    }
    Path history = folder.resolve("ngxscope/history");
    assertThat(Files.readString(history)).contains("bt -p 99999999");
    assertThat(Files.getPosixFilePermissions(history)).hasSize(2);
  }

  private Outcome fromFile(Path script) {
    String program = Launcher.program().toString();
    return Running.run(
        List.of("sh", "-c", "exec \"$1\" shell <\"$2\"", "sh", program, script.toString()),
        folder,
        PATIENCE);
  }

  private void keys(String... keys) {
    for (String key : keys) {
      tmux("send-keys", "--", key);
    }
  }

  private void awaitScreen(String pattern) {
    Await.until(
        PATIENCE,
        () -> "the terminal does not show " + pattern + ": " + tmux("capture-pane", "-p"),
        () -> tmux("capture-pane", "-p").lines().anyMatch(l -> l.matches(".*(" + pattern + ").*")));
  }

  private String tmux(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("tmux", "-S", folder.resolve("tmux").toString()));
    command.addAll(List.of(arguments));
    return Running.run(command, folder, PATIENCE).stdout();
  }
}
