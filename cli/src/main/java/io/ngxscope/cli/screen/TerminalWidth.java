package io.ngxscope.cli.screen;

import java.io.IOException;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jspecify.annotations.Nullable;

/**
 * The width of the terminal behind a stream of this process. JLine is loaded when the first
 * progress line is shown, and only asked for the width: its {@code Terminal} would write queries to
 * the terminal and change its settings, which is for programs that read keys.
 */
final class TerminalWidth implements IntSupplier {
  private static final int USUAL = 80;

  /** The foreign-function one needs Java 22, the other one loads a native library. */
  private static final List<String> PROVIDERS = List.of("ffm", "jni");

  private @Nullable TerminalProvider provider;
  private final SystemStream stream;
  private boolean loaded;

  TerminalWidth(SystemStream stream) {
    this.stream = stream;
  }

  @Override
  public synchronized int getAsInt() {
    if (!loaded) {
      provider = PROVIDERS.stream().flatMap(TerminalWidth::load).findFirst().orElse(null);
      loaded = true;
    }
    int columns = provider == null ? 0 : provider.systemStreamWidth(stream);
    return columns > 0 ? columns : USUAL;
  }

  private static Stream<TerminalProvider> load(String name) {
    try {
      return Stream.of(TerminalProvider.load(name));
    } catch (IOException | RuntimeException | LinkageError e) {
      return Stream.empty(); // 80 columns will do
    }
  }
}
