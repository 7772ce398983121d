package io.ngxscope.cli.screen;

import java.io.PrintStream;

/** A stream that is not a terminal: notes only, no progress, no control characters. */
final class PipeScreen implements Screen {
  private final PrintStream err;

  PipeScreen(PrintStream err) {
    this.err = err;
  }

  @Override
  public void progress(String line) {}

  @Override
  public synchronized void note(String line) {
    err.println(Lines.plain(line));
  }

  @Override
  public boolean isWatched() {
    return false;
  }

  @Override
  public void close() {
    err.flush();
  }
}
