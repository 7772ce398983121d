package io.ngxscope.agent.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A process's memory through {@code /proc/PID/mem}, for tests. */
public final class ProcMemory implements RemoteMemory, AutoCloseable {
  private final FileChannel channel;

  /** Opens the memory of a process that the caller may trace. */
  public ProcMemory(long pid) throws IOException {
    this.channel = FileChannel.open(Path.of("/proc", Long.toString(pid), "mem"));
  }

  @Override
  public int read(long address, byte[] destination, int length) {
    try {
      return Math.max(0, channel.read(ByteBuffer.wrap(destination, 0, length), address));
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
