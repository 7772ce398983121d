package io.ngxscope.cli.command;

import io.ngxscope.cli.screen.Screen;
import io.ngxscope.cli.screen.Screens;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where output goes.
 *
 * @param out standard output, data only
 * @param err standard error
 * @param screen progress and notes, on standard error
 * @param color whether standard output may be coloured
 */
public record Streams(PrintStream out, PrintStream err, Screen screen, boolean color) {
  private static final int STDOUT = 1;
  private static final int BUFFER_BYTES = 1 << 14;

  /** Those of this process. */
  public static Streams ofProcess() {
    PrintStream out =
        new PrintStream(
            new java.io.BufferedOutputStream(StandardOutput.ofProcess(), BUFFER_BYTES),
            false,
            StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    Map<String, String> environment = System.getenv();
    boolean color = Screens.isTerminal(STDOUT) && wantsColor(environment);
    return new Streams(out, err, Screens.onStandardError(err), color);
  }

  /** NO_COLOR (no-color.org): any value but the empty one means no. */
  static boolean wantsColor(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }
}
