package io.ngxscope.agent.core;

import io.ngxscope.agent.os.RemoteMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a core's process: what the core keeps, and for the rest the files that were mapped
 * there, since unchanged pages of files are left out of cores ({@code core(5)}). Not thread-safe.
 */
final class CoreMemory implements RemoteMemory, AutoCloseable {
  private static final int WRITABLE = 2;

  private final CoreFile core;
  private final MappedObjects objects;
  private final Map<String, @Nullable FileChannel> files = new HashMap<>();

  CoreMemory(CoreFile core, MappedObjects objects) {
    this.core = core;
    this.objects = objects;
  }

  @Override
  public int read(long address, byte[] destination, int length) {
    int done = core.read(address, destination, length);
    return done == length ? done : done + rest(address + done, destination, done, length - done);
  }

  private int rest(long address, byte[] destination, int at, int length) {
    CoreFile.Part part = core.partAt(address);
    boolean leftOut = part == null || address - part.start() >= part.kept();
    boolean wasCut = !leftOut || (part != null && part.kept() > 0 && isWritable(part));
    if (wasCut) {
      return 0; // it was changed, and the core that should have it was cut short
    }
    for (CoreMapping mapping : core.files()) {
      if (mapping.contains(address)) {
        int take = (int) Math.min(length, mapping.end() - address);
        return read(mapping, address, ByteBuffer.wrap(destination, at, take));
      }
    }
    return 0;
  }

  private static boolean isWritable(CoreFile.Part part) {
    return (part.flags() & WRITABLE) != 0;
  }

  private int read(CoreMapping mapping, long address, ByteBuffer into) {
    FileChannel file = files.computeIfAbsent(mapping.path(), path -> open(mapping));
    if (file == null) {
      return 0;
    }
    try {
      return Math.max(0, file.read(into, mapping.offset() + (address - mapping.start())));
    } catch (IOException e) {
      return 0;
    }
  }

  private @Nullable FileChannel open(CoreMapping mapping) {
    return objects
        .find(mapping)
        .map(
            found -> {
              try {
                return FileChannel.open(found.file(), StandardOpenOption.READ);
              } catch (IOException e) {
                return null;
              }
            })
        .orElse(null);
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files.values()) {
      if (file != null) {
        file.close();
      }
    }
  }
}
