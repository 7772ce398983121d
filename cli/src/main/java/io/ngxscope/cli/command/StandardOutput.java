package io.ngxscope.cli.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Standard output as other tools treat it: when the reader of a pipe has seen enough ({@code | head
 * -1}), the rest goes nowhere, and that is no failure. Any other trouble, such as a full disk, is.
 */
final class StandardOutput extends FilterOutputStream {
  private final BooleanSupplier isPipe;
  private boolean readerGone;

  /**
   * A stream.
   *
   * @param isPipe asked when a write has failed
   */
  StandardOutput(OutputStream out, BooleanSupplier isPipe) {
    super(out);
    this.isPipe = isPipe;
  }

  /** That of this process. */
  static StandardOutput ofProcess() {
    return new StandardOutput(
        new FileOutputStream(FileDescriptor.out), StandardOutput::standardOutputIsPipe);
  }

  /** The kernel shows pipes as {@code pipe:[inode]}, sockets as {@code socket:[inode]}; proc(5). */
  private static boolean standardOutputIsPipe() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (readerGone) {
      return;
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      // Java does not tell the error number, but to a pipe there is only EPIPE; pipe(7).
      readerGone = isPipe.getAsBoolean();
      if (!readerGone) {
        throw e;
      }
    }
  }
}
