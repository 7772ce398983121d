package io.ngxscope.cli.screen;

import java.io.IOException;
import java.util.function.IntSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The width of the terminal, asked for when the first progress line is shown: JLine takes some 100
 * ms to load.
 */
final class TerminalWidth implements IntSupplier {
  private static final int USUAL = 80;
  private @Nullable Terminal terminal;
  private boolean failed;

  @Override
  public synchronized int getAsInt() {
    if (terminal == null && !failed) {
      terminal = open();
      failed = terminal == null;
    }
    int columns = terminal == null ? 0 : terminal.getSize().getColumns();
    return columns > 0 ? columns : USUAL;
  }

  private static @Nullable Terminal open() {
    try {
      return TerminalBuilder.builder()
          .system(true)
          .systemOutput(TerminalBuilder.SystemOutput.SysErr)
          .nativeSignals(false)
          .signalHandler(Terminal.SignalHandler.SIG_DFL)
          .dumb(true)
          .build();
    } catch (IOException | RuntimeException | LinkageError e) {
      return null; // 80 columns will do
    }
  }
}
