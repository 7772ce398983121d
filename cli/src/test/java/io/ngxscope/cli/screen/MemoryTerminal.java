package io.ngxscope.cli.screen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.ScreenTerminal;

/**
 * A terminal in memory: what is written to it passes through an emulator of a VT100, so that a test
 * sees what a user would see.
 */
public final class MemoryTerminal implements AutoCloseable {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PipedOutputStream keys = new PipedOutputStream();
  private final Terminal terminal;
  private final FullScreen screen;
  private ScreenTerminal emulator;
  private int read;

  /** An empty one. */
  public MemoryTerminal(int columns, int rows) {
    this.emulator = new ScreenTerminal(columns, rows);
    try {
      this.terminal =
          new ExternalTerminal(
              "test", "xterm", new PipedInputStream(keys), written, StandardCharsets.UTF_8);
      terminal.setSize(Size.of(columns, rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.screen = new TerminalFullScreen(terminal, false);
  }

  /** To draw on. */
  public FullScreen screen() {
    return screen;
  }

  /** What the user changes by pulling at a corner of the window. */
  public void resize(int columns, int rows) {
    terminal.setSize(Size.of(columns, rows));
    emulator = new ScreenTerminal(columns, rows);
    read = written.size();
  }

  /** Bytes that were written so far. */
  public int writtenBytes() {
    return written.size();
  }

  /** All that was written so far, controls included. */
  public String raw() {
    return written.toString(StandardCharsets.UTF_8);
  }

  /** Presses keys. */
  public void type(String text) {
    try {
      keys.write(text.getBytes(StandardCharsets.UTF_8));
      keys.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines that the user sees, blanks at their ends left out. */
  public List<String> lines() {
    byte[] all = written.toByteArray();
    emulator.write(new String(all, read, all.length - read, StandardCharsets.UTF_8));
    read = all.length;
    return emulator.toString().lines().map(String::stripTrailing).toList();
  }

  @Override
  public void close() {
    screen.close();
  }
}
