package io.ngxscope.cli.command;

import io.ngxscope.cli.screen.Screen;
import java.util.function.Supplier;

/**
 * What a capture shows while it runs: once that it has begun, so that scripts can wait for it, then
 * how far it is.
 */
final class LiveLine {
  /** What every capture says when it has begun. */
  static final String BEGUN = "watching; Ctrl-C ends early and keeps everything";

  private final Screen screen;
  private boolean begun;

  LiveLine(Screen screen) {
    this.screen = screen;
  }

  /**
   * Shows how far it is, where somebody watches.
   *
   * @param words asked only then
   */
  void show(Supplier<String> words) {
    if (!begun) {
      begun = true;
      screen.note(BEGUN);
    }
    if (screen.isWatched()) {
      screen.progress(words.get() + " (Ctrl-C ends and keeps everything)");
    }
  }
}
