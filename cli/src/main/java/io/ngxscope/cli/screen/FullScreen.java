package io.ngxscope.cli.screen;

import java.util.List;

/** A terminal of which every line is ours, with keys. One thread. */
public interface FullScreen extends AutoCloseable {
  /** How a line looks. */
  enum Look {
    /** As usual. */
    PLAIN,
    /** The names of columns. */
    HEAD,
    /** Something that is wrong now. */
    ALERT,
    /** Where the cursor is. */
    SELECTED,
    /** Less important. */
    DIM
  }

  /**
   * A line.
   *
   * @param text without line breaks; cut to the width
   * @param look of all of it
   */
  record Line(String text, Look look) {
    /** As usual. */
    public static Line of(String text) {
      return new Line(text, Look.PLAIN);
    }
  }

  /** The keys that have no letter. */
  final class Key {
    /** No key was pressed. */
    public static final int NONE = -1;

    /** Nobody will press any any more. */
    public static final int END = -2;

    /** Cursor up. */
    public static final int UP = -3;

    /** Cursor down. */
    public static final int DOWN = -4;

    /** Escape. */
    public static final int ESCAPE = 27;

    /** Return. */
    public static final int ENTER = 13;

    /** Backspace. */
    public static final int BACKSPACE = 127;

    /** Ctrl-C. */
    public static final int CTRL_C = 3;

    private Key() {}
  }

  /** Columns now; the user may change them at any time. */
  int columns();

  /** Rows now. */
  int rows();

  /** Shows these lines and nothing else; only what changed is written. */
  void draw(List<Line> lines);

  /**
   * Waits for a key.
   *
   * @return a character, or one of {@link Key}
   */
  int key(long timeoutMillis);

  /** Gives the terminal back as it was; more than once does no harm. */
  @Override
  void close();
}
