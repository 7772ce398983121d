package io.ngxscope.agent.os;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where ngxscope keeps what is true until the next boot. */
public final class StateFolder {
  private StateFolder() {}

  /**
   * {@code /run/ngxscope} for root; for others what the XDG base directory specification says. Not
   * the home of whoever called sudo.
   */
  public static Path path() {
    if (System.getProperty("user.name", "").equals("root")) {
      return Path.of("/run/ngxscope");
    }
    @Nullable String runtime = System.getenv("XDG_RUNTIME_DIR");
    @Nullable String home = System.getenv("HOME");
    return runtime != null
        ? Path.of(runtime, "ngxscope")
        : Path.of(home == null ? "/nonexistent" : home, ".cache", "ngxscope");
  }
}
