package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.session.CoreChoice;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** {@code --core FILE}: what is left of a process, in place of {@code -p PID}. */
final class CoreOption {
  private static final String CORE = "core";
  private static final String SYSROOT = "sysroot";

  private CoreOption() {}

  static Option core() {
    return Option.builder()
        .longOpt(CORE)
        .hasArg()
        .argName("FILE")
        .desc("look into a core file (of a crash, or made by gcore) in place of a process")
        .get();
  }

  static Option sysroot() {
    return Option.builder()
        .longOpt(SYSROOT)
        .hasArg()
        .argName("DIR")
        .desc(
            "where the files that the core's process had mapped are, such as a copy of its host's /")
        .get();
  }

  /**
   * The core that is meant; empty if none is.
   *
   * @throws Usage if a process is named as well
   */
  static Optional<CoreChoice> of(Invocation invocation) {
    String core = invocation.value(CORE);
    if (core == null) {
      if (invocation.has(SYSROOT)) {
        throw new Usage("--sysroot belongs to --core", "name a core file: --core FILE");
      }
      return Optional.empty();
    }
    if (!invocation.pids().isEmpty()) {
      throw new Usage("-p and --core exclude each other", "name a process or a core file");
    }
    return Optional.of(new CoreChoice(path(core), optional(invocation.value(SYSROOT))));
  }

  private static @Nullable Path optional(@Nullable String text) {
    return text == null ? null : path(text);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new Usage(text + " is no path", "name a file");
    }
  }
}
