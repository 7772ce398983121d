package io.ngxscope.cli.screen;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The screen that fits the streams of this process. */
public final class Screens {
  private static final int STDERR = 2;

  private Screens() {}

  /** A terminal screen if standard error is a terminal, else a silent one. */
  public static Screen onStandardError(PrintStream err) {
    return isTerminal(STDERR)
        ? new BackgroundScreen(new TerminalScreen(err, new TerminalWidth()))
        : new PipeScreen(err);
  }

  /**
   * Whether a descriptor of this process is a terminal, told by its name: {@code System.console()}
   * knows only about all three together, and loading a terminal library takes too long for a
   * command that prints one line.
   */
  public static boolean isTerminal(int descriptor) {
    try {
      String path = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return path.startsWith("/dev/pts/")
          || path.startsWith("/dev/tty")
          || path.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }
}
