package io.ngxscope.cli.screen;

import java.util.ArrayList;
import java.util.List;

/** A screen that remembers, for tests. */
public class RecordingScreen implements Screen {
  private final List<String> progress = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean closed;

  @Override
  public synchronized void progress(String line) {
    progress.add(line);
    notifyAll();
  }

  @Override
  public synchronized void note(String line) {
    notes.add(line);
  }

  @Override
  public boolean isWatched() {
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  /** Every progress line so far. */
  public synchronized List<String> progressLines() {
    return List.copyOf(progress);
  }

  /** Waits until a line was shown, half a minute at most. */
  public synchronized void awaitProgress(String line) throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!progress.contains(line)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never shown: " + line + ", only " + progress);
      }
      wait(100);
    }
  }

  /** Every note so far. */
  public synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  /** Whether the progress line was taken away at the end. */
  public synchronized boolean isClosed() {
    return closed;
  }
}
