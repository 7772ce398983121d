package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live view in a real terminal: that of tmux, which shows what a user would see. */
class TopIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temp;

  @BeforeEach
  void needsATerminal() {
    Needs.nginxWithLua();
    Needs.program("tmux");
  }

  @AfterEach
  void endTmux() {
    tmux("kill-server");
  }

  private Outcome tmux(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("tmux", "-S", temp.resolve("tmux").toString(), "-f", "/dev/null"));
    command.addAll(List.of(arguments));
    return Running.run(command, temp, PATIENCE);
  }

  private String seen() {
    return tmux("capture-pane", "-p").stdout();
  }

  private void awaitSeen(String words) {
    Await.until(PATIENCE, this::seen, () -> seen().contains(words));
  }

  private void start(NginxSample sample) {
    String program = Launcher.program().toString();
    String after = "; echo status $?; stty -a | tr ' ' '\\n' | grep -x -e icanon -e echo -e isig";
    tmux(
        "new-session",
        "-d",
        "-x",
        "80",
        "-y",
        "24",
        program + " top -p " + sample.master() + after + "; sleep 600");
    awaitSeen(Long.toString(sample.workers().get(0)));
  }

  @Test
  void givenAWorkerThatBlocks_whenLookedAt_thenItsLineIsThereWhileItBlocksAndItsStackAKeyAway()
      throws Exception {
    try (NginxSample sample = NginxSample.blocking().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      start(sample);
      var answer = sample.getAsync("/block/shop?ms=3000");

      awaitSeen("pricing.lua:8");
      assertThat(answer).succeedsWithin(PATIENCE);
      awaitSeen("CULPRITS, last minute");
      awaitSeen("/block/shop");
      tmux("send-keys", "Enter");
      awaitSeen("shop.catalog.page");
      tmux("send-keys", "q");
      awaitSeen("BLOCKED IN");
      tmux("resize-window", "-x", "100", "-y", "12");
      awaitSeen("q quit");
      assertThat(seen().lines()).hasSizeLessThanOrEqualTo(12);
      tmux("send-keys", "c");
      Await.until(PATIENCE, this::seen, this::hasRecording);
      tmux("send-keys", "q");

      assertTerminalIsAsBefore(0);
    }
  }

  @Test
  void givenATerminationSignal_whenItArrives_thenTheTerminalIsGivenBackToo() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      start(sample);
      long shell = Long.parseLong(tmux("display", "-p", "#{pane_pid}").stdout().strip());

      ProcessHandle.of(shell).orElseThrow().children().forEach(ProcessHandle::destroy);

      assertTerminalIsAsBefore(0);
    }
  }

  private void assertTerminalIsAsBefore(int status) {
    awaitSeen("status " + status);
    Await.until(
        PATIENCE,
        this::seen,
        () -> Stream.of("isig", "icanon", "echo").allMatch(word -> seen().contains(word)));
    assertThat(seen()).as("the alternate screen is gone").doesNotContain("ngxscope top");
  }

  private boolean hasRecording() {
    try (Stream<Path> files = Files.list(temp)) {
      return files.anyMatch(f -> f.getFileName().toString().endsWith(".ngxr"));
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void givenAPipe_whenStarted_thenItSaysWhatToUseInstead() {
    Outcome outcome = Launcher.ofThisTree().run(PATIENCE, "top");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.stderr()).contains("needs a terminal", "agent --once");
  }
}
