package io.ngxscope.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Notices that a file was touched, made or replaced; once a second is enough. */
public final class TouchedFile {
  private static final long MISSING = -1;

  private final Path path;
  private long before;

  /** What is there now is not news. */
  public TouchedFile(Path path) {
    this.path = path;
    this.before = time();
  }

  /** Whether it was touched since the last time. */
  public boolean isTouched() {
    long now = time();
    boolean touched = now != before && now != MISSING;
    before = now;
    return touched;
  }

  private long time() {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis();
    } catch (IOException e) {
      return MISSING;
    }
  }
}
