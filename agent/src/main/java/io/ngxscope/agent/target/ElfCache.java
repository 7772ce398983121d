package io.ngxscope.agent.target;

import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Objects that were read, shared by all processes: workers run the same binaries. The least used
 * ones are forgotten when all together take more than a quarter of the heap. Safe for use by
 * several threads.
 */
public final class ElfCache {
  private final long maxBytes = Runtime.getRuntime().maxMemory() / 4;
  private final Map<Object, ElfFile> files = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * Reads a file, unless it was read before and has not changed since.
   *
   * @throws IOException if it cannot be read, or is no proper ELF object
   */
  public synchronized ElfFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("not a regular file");
    }
    Map<String, Object> key =
        Map.copyOf(Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime"));
    ElfFile known = files.get(key);
    return known != null ? known : remember(key, ElfFile.read(file));
  }

  /**
   * Reads an image that was copied from memory.
   *
   * @param image the copy, which must not change afterwards
   * @throws ElfFormatException if it is no proper ELF object
   */
  public synchronized ElfFile read(ByteBuffer image) throws ElfFormatException {
    ByteBuffer key = image.slice().asReadOnlyBuffer();
    ElfFile known = files.get(key);
    return known != null ? known : remember(key, ElfFile.read(image));
  }

  private ElfFile remember(Object key, ElfFile elf) {
    files.put(key, elf);
    bytes += elf.size();
    Iterator<ElfFile> oldest = files.values().iterator();
    while (bytes > maxBytes && files.size() > 1) {
      bytes -= oldest.next().size();
      oldest.remove();
    }
    return elf;
  }
}
