package io.ngxscope.cli.screen;

/** Standard error, where everything goes that is not data. May be used from several threads. */
public interface Screen extends AutoCloseable {
  /**
   * Shows a line in place of the last one; nothing at all where nobody watches, as on a pipe.
   *
   * @param line without line breaks; cut to the width of the terminal
   */
  void progress(String line);

  /**
   * Shows a line that stays.
   *
   * @param line without line breaks
   */
  void note(String line);

  /** Whether somebody watches, so that the work of making progress lines is worth it. */
  boolean isWatched();

  /** Takes the progress line away; the screen may be used again afterwards. */
  @Override
  void close();
}
