package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file of one process, kept open to be read again and again: the kernel makes a fresh content
 * for each read at position 0, and an open file never turns to another process that got the same
 * number. Not thread-safe: the buffer is reused.
 */
public final class ProcFile implements AutoCloseable {
  private final ProcFs fs;
  private final Pid pid;
  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer buffer;

  private ProcFile(ProcFs fs, Pid pid, Path path, FileChannel channel, int maxBytes) {
    this.fs = fs;
    this.pid = pid;
    this.path = path;
    this.channel = channel;
    this.buffer = ByteBuffer.allocateDirect(maxBytes);
  }

  /**
   * Opens a file such as {@code syscall}, {@code stat} or {@code schedstat}.
   *
   * @param maxBytes longer contents are cut
   */
  public static ProcFile open(Pid pid, String name, int maxBytes) throws ProcException {
    ProcFs fs = ProcFs.LIVE;
    Path path = fs.path(pid, name);
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new ProcFile(fs, pid, path, channel, maxBytes);
    } catch (IOException e) {
      throw fs.explain(pid, path, e);
    }
  }

  /**
   * The content now.
   *
   * @return a buffer from position 0 to its limit, valid until the next call
   * @throws NoSuchProcess if this very process is gone
   * @throws ProcAccessDenied if the kernel refuses
   */
  public ByteBuffer read() throws ProcException {
    buffer.clear();
    try {
      channel.read(buffer, 0);
    } catch (IOException e) {
      throw fs.explain(pid, path, e);
    }
    return buffer.flip();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Closing a file that was only read loses nothing, and the kernel frees it all the same.
      return;
    }
  }
}
