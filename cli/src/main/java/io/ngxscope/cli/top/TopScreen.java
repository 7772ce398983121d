package io.ngxscope.cli.top;

import io.ngxscope.cli.screen.FullScreen;

/** The loop of the live view: draw, wait for a key, do what it means. */
public final class TopScreen {
  private static final long PERIOD_MILLIS = 250;

  private final FullScreen screen;
  private final TopModel model;
  private final TopPainter painter;
  private final Runnable capture;
  private final TopState state = new TopState();

  /**
   * A live view.
   *
   * @param capture asks for a capture
   * @param unicode whether the terminal shows more than ASCII
   */
  public TopScreen(FullScreen screen, TopModel model, Runnable capture, boolean unicode) {
    this.screen = screen;
    this.model = model;
    this.capture = capture;
    this.painter = new TopPainter(unicode);
  }

  /**
   * Draws once and takes one key.
   *
   * @return false when the user wants to leave
   */
  public boolean turn() {
    TopView live = model.view();
    TopView view = state.frozen == null ? live : state.frozen;
    TopList list = TopList.of(view, state);
    state.selected = Math.max(0, Math.min(state.selected, list.size() - 1));
    screen.draw(painter.paint(view, state, list, screen.rows()));
    int key = screen.key(PERIOD_MILLIS);
    if (key != FullScreen.Key.NONE) {
      state.key(key, view, list);
    }
    if (state.wantsCapture) {
      state.wantsCapture = false;
      model.say("capturing ...");
      capture.run();
    }
    return !state.wantsEnd;
  }
}
