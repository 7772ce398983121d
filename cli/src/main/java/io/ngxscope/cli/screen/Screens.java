package io.ngxscope.cli.screen;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jline.terminal.spi.SystemStream;

/** The screen that fits the streams of this process. */
public final class Screens {
  /** Descriptor of standard input. */
  public static final int STDIN = 0;

  /** Descriptor of standard output. */
  public static final int STDOUT = 1;

  private static final int STDERR = 2;
  private static final int USUAL_COLUMNS = 80;

  private Screens() {}

  /** A terminal screen if standard error is a terminal, else a silent one. */
  public static Screen onStandardError(PrintStream err) {
    return isTerminal(STDERR)
        ? new BackgroundScreen(new TerminalScreen(err, new TerminalWidth(SystemStream.Error)))
        : new PipeScreen(err);
  }

  /** How many columns standard output has, 80 if it is no terminal. */
  public static int columnsOfOutput() {
    return isTerminal(STDOUT) ? new TerminalWidth(SystemStream.Output).getAsInt() : USUAL_COLUMNS;
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
