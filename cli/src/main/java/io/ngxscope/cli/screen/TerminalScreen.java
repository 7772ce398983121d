package io.ngxscope.cli.screen;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/** A terminal with a progress line at its bottom (control sequences of ECMA-48). */
final class TerminalScreen implements Screen {
  /** Back to the first column, and erase to the end of the line. */
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream err;
  private final IntSupplier width;
  private String shown = "";

  /**
   * Nothing is written yet.
   *
   * @param width asked for each progress line, in columns
   */
  TerminalScreen(PrintStream err, IntSupplier width) {
    this.err = err;
    this.width = width;
  }

  @Override
  public synchronized void progress(String line) {
    // The last column stays free: some terminals wrap when it is written.
    shown = Lines.cut(Lines.plain(line), width.getAsInt() - 1);
    err.print(ERASE + shown);
    err.flush();
  }

  @Override
  public synchronized void note(String line) {
    err.print((shown.isEmpty() ? "" : ERASE) + Lines.plain(line) + "\n" + shown);
    err.flush();
  }

  @Override
  public boolean isWatched() {
    return true;
  }

  @Override
  public synchronized void close() {
    if (!shown.isEmpty()) {
      err.print(ERASE);
      shown = "";
    }
    err.flush();
  }
}
