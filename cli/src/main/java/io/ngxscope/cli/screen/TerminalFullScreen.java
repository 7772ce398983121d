package io.ngxscope.cli.screen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * A full screen on a terminal. It goes to the alternate screen, and back on {@link #close}, on the
 * end of the program, and on every signal that ends it by way of Java. Ctrl-C and Ctrl-Z are keys
 * meanwhile: a stopped program would leave the terminal as it is.
 */
public final class TerminalFullScreen implements FullScreen {
  private static final int LEAST_COLUMNS = 20;
  private static final int LEAST_ROWS = 5;

  private final Terminal terminal;
  private final Attributes before;
  private final Display display;
  private final boolean color;
  private final Thread lastResort = new Thread(this::restore, "restore-terminal");
  private int columns;
  private int rows;
  private boolean restored;

  TerminalFullScreen(Terminal terminal, boolean color) {
    this.terminal = terminal;
    this.color = color;
    this.before = terminal.enterRawMode();
    Attributes raw = new Attributes(terminal.getAttributes());
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(raw);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
    this.display = new Display(terminal, true);
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /**
   * The terminal of this process.
   *
   * @param color whether it may be coloured
   * @throws UncheckedIOException if there is none
   */
  public static FullScreen open(boolean color) {
    try {
      return new TerminalFullScreen(
          TerminalBuilder.builder().system(true).dumb(false).build(), color);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int columns() {
    return Math.max(LEAST_COLUMNS, terminal.getColumns());
  }

  @Override
  public int rows() {
    return Math.max(LEAST_ROWS, terminal.getRows());
  }

  @Override
  public void draw(List<Line> lines) {
    int width = columns();
    int height = rows();
    if (width != columns || height != rows) {
      columns = width;
      rows = height;
      display.resize(terminal);
      display.clear();
    }
    List<AttributedString> shown = new ArrayList<>();
    for (Line line : lines.subList(0, Math.min(lines.size(), height))) {
      shown.add(styled(line, width));
    }
    while (shown.size() < height) {
      shown.add(AttributedString.EMPTY);
    }
    display.update(shown, 0);
  }

  /** The last column stays free: some terminals wrap when it is written. */
  private AttributedString styled(Line line, int width) {
    AttributedString text =
        new AttributedString(Lines.plain(line.text()), style(line.look()))
            .columnSubSequence(0, width - 1);
    return text;
  }

  private AttributedStyle style(Look look) {
    return switch (look) {
      case PLAIN -> AttributedStyle.DEFAULT;
      case HEAD -> AttributedStyle.BOLD;
      case SELECTED -> AttributedStyle.INVERSE;
      case ALERT ->
          color ? AttributedStyle.BOLD.foreground(AttributedStyle.RED) : AttributedStyle.BOLD;
      case DIM -> color ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT;
    };
  }

  @Override
  public int key(long timeoutMillis) {
    try {
      int c = terminal.reader().read(timeoutMillis);
      if (c == NonBlockingReader.READ_EXPIRED) {
        return Key.NONE;
      }
      if (c == NonBlockingReader.EOF) {
        return Key.END;
      }
      return switch (c) {
        case '\n', '\r' -> Key.ENTER;
        case '\b' -> Key.BACKSPACE;
        case Key.ESCAPE -> escape();
        default -> c;
      };
    } catch (IOException e) {
      return Key.END;
    }
  }

  /** Arrow keys are three characters that arrive together; escape alone is one. */
  private int escape() throws IOException {
    final long together = 50;
    int second = terminal.reader().read(together);
    if (second != '[' && second != 'O') {
      return Key.ESCAPE;
    }
    return switch (terminal.reader().read(together)) {
      case 'A' -> Key.UP;
      case 'B' -> Key.DOWN;
      default -> Key.NONE;
    };
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException e) {
      return; // the program ends anyway, and this is its last resort
    }
  }

  private synchronized void restore() {
    if (restored) {
      return;
    }
    restored = true;
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    terminal.setAttributes(before);
    try {
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
