package io.ngxscope.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final String ERASE = "\r\u001b[K";
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, false, StandardCharsets.UTF_8);

  @Test
  void onATerminalTheLastLineIsReplacedAndTakenAwayAtTheEnd() {
    try (Screen screen = new TerminalScreen(err, () -> 80)) {
      screen.progress("1 s");
      screen.progress("2 s");
    }

    assertThat(written()).isEqualTo(ERASE + "1 s" + ERASE + "2 s" + ERASE);
  }

  @Test
  void aNoteStaysAboveTheProgressLine() {
    Screen screen = new TerminalScreen(err, () -> 80);
    screen.progress("1 s");
    screen.note("worker 7 is gone");

    assertThat(written()).isEqualTo(ERASE + "1 s" + ERASE + "worker 7 is gone\n1 s");
  }

  @Test
  void aLineIsCutToTheWidth() {
    new TerminalScreen(err, () -> 10).progress("0123456789abc");

    assertThat(written()).isEqualTo(ERASE + "012345...");
  }

  @Test
  void onAPipeThereIsNoProgress() {
    try (Screen screen = new PipeScreen(err)) {
      screen.progress("1 s");
      screen.note("a note");
    }

    assertThat(written()).isEqualTo("a note\n");
  }

  @Test
  void nothingThatATerminalWouldObeyGetsThrough() {
    Screen screen = new TerminalScreen(err, () -> 80);
    screen.note("a\u001b[2J\n\u009b1m\u202eb\u0000");

    assertThat(written()).isEqualTo("a?[2J??1m?b?\n");
  }

  @Test
  void aTerminalThatIsStoppedDoesNotStopWhoReportsProgress() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    RecordingScreen terminal =
        new RecordingScreen() {
          @Override
          public void progress(String line) {
            stopped.countDown();
            await(goesOn);
            super.progress(line);
          }
        };
    try (Screen screen = new BackgroundScreen(terminal)) {
      screen.progress("1 s");
      await(stopped);
      screen.progress("2 s"); // would never return if it had to be shown
      screen.progress("3 s");
      goesOn.countDown();
      terminal.awaitProgress("3 s");
    }

    assertThat(terminal.progressLines()).containsExactly("1 s", "3 s");
    assertThat(terminal.isClosed()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void veryNarrowTerminalsDoNoHarm() {
    for (int width = 0; width < 6; width++) {
      assertThat(Lines.cut("\ud83d\ude00\ud83d\ude00\ud83d\ude00", width).length())
          .isLessThanOrEqualTo(Math.max(width, 0));
    }
  }

  private String written() {
    err.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
