package io.ngxscope.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Where the shell keeps its lines: in the state folder of the XDG base directory specification. */
final class History {
  private History() {}

  /** The file, which only its owner may read; null if there is no home to keep it in. */
  static @Nullable Path file() {
    String state = System.getenv("XDG_STATE_HOME");
    String home = System.getenv("HOME");
    if (state == null && home == null) {
      return null;
    }
    Path base = state != null ? Path.of(state) : Path.of(String.valueOf(home), ".local/state");
    return ready(base.resolve("ngxscope").resolve("history"));
  }

  private static @Nullable Path ready(Path file) {
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isWritable(file)
          ? file
          : null;
    } catch (IOException | UnsupportedOperationException e) {
      return null; // a read-only home: the shell works, and forgets
    }
  }
}
