package io.ngxscope.samples;

import java.nio.file.Files;
import java.nio.file.Path;

/** The top folder of the source tree, in which {@code ./ngxscope} and {@code samples/} lie. */
final class ProjectRoot {
  private ProjectRoot() {}

  /**
   * Looks upwards from the current folder; Maven runs tests in the folder of their module.
   *
   * @throws IllegalStateException if no folder above holds the samples
   */
  static Path find() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isExecutable(at.resolve("samples/bin/sample-nginx"))) {
        return at;
      }
    }
    throw new IllegalStateException(
        "not inside a source tree of ngxscope: " + Path.of("").toAbsolutePath());
  }
}
