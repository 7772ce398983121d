package io.ngxscope.cli.screen;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Shows progress from a thread of its own, so that a terminal that is slow, or stopped by Ctrl-S,
 * never delays who reports the progress: that is the thread that watches the workers. Lines that
 * come faster than they can be shown are left out.
 */
final class BackgroundScreen implements Screen {
  private final Screen behind;
  private final Object showing = new Object();
  private volatile @Nullable String latest;
  private @Nullable Thread painter;

  BackgroundScreen(Screen behind) {
    this.behind = behind;
  }

  @Override
  public void progress(String line) {
    latest = line;
    LockSupport.unpark(painter());
  }

  private synchronized Thread painter() {
    Thread thread = painter;
    if (thread == null) {
      thread = new Thread(this::paint, "progress");
      thread.setDaemon(true);
      thread.start();
      painter = thread;
    }
    return thread;
  }

  private void paint() {
    while (!Thread.interrupted()) {
      showLatest();
      if (latest == null) {
        LockSupport.park(this);
      }
    }
  }

  private void showLatest() {
    synchronized (showing) {
      String line = latest;
      latest = null;
      if (line != null) {
        behind.progress(line);
      }
    }
  }

  @Override
  public void note(String line) {
    behind.note(line);
  }

  @Override
  public boolean isWatched() {
    return behind.isWatched();
  }

  @Override
  public void close() {
    synchronized (showing) {
      latest = null;
      behind.close();
    }
  }
}
