package io.ngxscope.agent.target;

import io.ngxscope.agent.model.BuildId;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.RemoteMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the very file that a process has mapped: its path may by now name another one, or lie in
 * another mount namespace.
 */
final class ModuleOpener implements ObjectOpener {
  private final Path process;
  private final RemoteMemory memory;
  private final ElfCache cache;

  /** One way to get at the object. */
  private interface Way {
    ElfFile open() throws IOException;
  }

  ModuleOpener(Path process, RemoteMemory memory, ElfCache cache) {
    this.process = process;
    this.memory = memory;
    this.cache = cache;
  }

  @Override
  public Opened open(List<MemoryMap> maps) {
    MemoryMap first = maps.get(0);
    List<String> failures = new ArrayList<>();
    ElfFile elf = attempt("the file", () -> sameInode(first), failures);
    if (elf != null) {
      return new Opened(elf, "the file");
    }
    elf = attempt("map_files", () -> cache.read(mapFile(first)), failures);
    if (elf != null) {
      return new Opened(elf, "the mapped file, which its path no longer names");
    }
    elf = attempt("the path", () -> sameBuild(maps), failures);
    if (elf != null) {
      return new Opened(elf, "a file of the same build id at its path");
    }
    elf = attempt("memory", () -> cache.read(MemoryImage.copy(maps, memory)), failures);
    if (elf != null) {
      return new Opened(elf, "a copy of its memory");
    }
    return new Opened(null, String.join("; ", failures));
  }

  private static @Nullable ElfFile attempt(String what, Way way, List<String> failures) {
    try {
      return way.open();
    } catch (IOException | InvalidPathException | SecurityException e) {
      failures.add(what + ": " + e.getClass().getSimpleName());
      return null;
    }
  }

  private ElfFile sameInode(MemoryMap map) throws IOException {
    Path file = path(map);
    Object inode = Files.getAttribute(file, "unix:ino");
    if (map.isDeleted() || !Objects.equals(inode, map.inode())) {
      throw new IOException("another file has its path");
    }
    return cache.read(file);
  }

  /** On overlay file systems the same file can show two inode numbers: ask its build id. */
  private ElfFile sameBuild(List<MemoryMap> maps) throws IOException {
    ElfFile there = cache.read(path(maps.get(0)));
    BuildId loaded = ElfFile.read(MemoryImage.copy(maps, memory)).buildId();
    if (loaded == null || !loaded.equals(there.buildId())) {
      throw new IOException("another build has its path");
    }
    return there;
  }

  private Path path(MemoryMap map) {
    return process.resolve("root").resolve(map.filePath().substring(1));
  }

  private Path mapFile(MemoryMap map) {
    String range = Long.toHexString(map.start()) + "-" + Long.toHexString(map.end());
    return process.resolve("map_files").resolve(range);
  }

  @Override
  public Opened openVdso(MemoryMap map) {
    List<String> failures = new ArrayList<>();
    ElfFile elf = attempt("memory", () -> cache.read(vdso(map)), failures);
    return new Opened(elf, elf == null ? String.join("; ", failures) : "a copy of its memory");
  }

  private ByteBuffer vdso(MemoryMap map) throws IOException {
    return MemoryImage.copy(
        List.of(new MemoryMap(map.start(), map.end(), "r-xp", 0, 0, "")), memory);
  }
}
