package io.ngxscope.agent.core;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.CachedMemory;
import io.ngxscope.agent.os.ElfSegment;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.ProcessSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a core file has kept of a process, readable like one that runs. Not thread-safe. */
public final class CoreProcess implements ProcessSource, AutoCloseable {
  private static final int AT_ENTRY = 9;
  private static final int AT_SYSINFO_EHDR = 33;
  private static final int READ = 4;
  private static final int READ_EXECUTE = 5;
  private static final long PAGE_MASK = -4096L;
  private static final int MAX_MISSING_SHOWN = 4;

  private final CoreFile core;
  private final @Nullable Path sysroot;
  private final MappedObjects objects;
  private final CoreMemory memory;
  private final List<MemoryMap> maps;
  private final String executable;

  /**
   * Readies reading.
   *
   * @param core the file; closed with this
   * @param sysroot folder under which to look for mapped files first, or null
   */
  public CoreProcess(CoreFile core, @Nullable Path sysroot) {
    this.core = core;
    this.sysroot = sysroot;
    this.objects = new MappedObjects(core, sysroot);
    this.memory = new CoreMemory(core, objects);
    this.maps = maps(core, objects);
    this.executable = executable(core);
  }

  /**
   * What was mapped: the memory that the core names, and the files of which gdb names no memory
   * since nothing of them was changed.
   */
  private static List<MemoryMap> maps(CoreFile core, MappedObjects objects) {
    Map<String, Long> inodes = new HashMap<>();
    List<MemoryMap> maps = new ArrayList<>();
    long vdso = core.auxiliary(AT_SYSINFO_EHDR);
    for (CoreFile.Part part : core.parts()) {
      CoreMapping file =
          core.files().stream().filter(m -> m.contains(part.start())).findFirst().orElse(null);
      String path = file == null ? (part.start() == vdso ? "[vdso]" : "") : file.path();
      long inode = file == null ? 0 : inode(path, inodes);
      long offset = file == null ? 0 : file.offset() + (part.start() - file.start());
      long end = part.start() + part.size();
      maps.add(new MemoryMap(part.start(), end, permissions(part.flags()), offset, inode, path));
    }
    for (CoreMapping file : core.files()) {
      if (core.partAt(file.start()) == null) {
        String permissions = permissions(flags(file, objects));
        long inode = inode(file.path(), inodes);
        maps.add(
            new MemoryMap(
                file.start(), file.end(), permissions, file.offset(), inode, file.path()));
      }
    }
    maps.sort(Comparator.comparingLong(MemoryMap::start));
    return maps;
  }

  private static long inode(String path, Map<String, Long> inodes) {
    return inodes.computeIfAbsent(path, p -> (long) inodes.size() + 1);
  }

  /** As the file says that it is to be mapped; code, if there is no file to ask. */
  private static int flags(CoreMapping mapping, MappedObjects objects) {
    Optional<MappedObjects.Found> found = objects.find(mapping);
    if (found.isEmpty()) {
      return READ_EXECUTE;
    }
    return found.get().elf().segments().stream()
        .filter(s -> s.type() == ElfSegment.LOAD && (s.offset() & PAGE_MASK) == mapping.offset())
        .mapToInt(ElfSegment::flags)
        .findFirst()
        .orElse(READ);
  }

  private static String permissions(int flags) {
    return ((flags & 4) != 0 ? "r" : "-")
        + ((flags & 2) != 0 ? "w" : "-")
        + ((flags & 1) != 0 ? "x" : "-")
        + "p";
  }

  /** The program is the file that holds the process's entry point. */
  private static String executable(CoreFile core) {
    long entry = core.auxiliary(AT_ENTRY);
    return core.files().stream()
        .filter(m -> m.contains(entry))
        .map(CoreMapping::path)
        .findFirst()
        .orElse("");
  }

  /** The core file. */
  public CoreFile core() {
    return core;
  }

  /** Path of the program as the process saw it; empty if the core does not say. */
  public String executable() {
    return executable;
  }

  @Override
  public Pid pid() {
    return new Pid(core.pid());
  }

  @Override
  public RemoteMemory memory() {
    return new CachedMemory(memory);
  }

  @Override
  public ProcessImage image(RemoteMemory ignored, ElfCache cache) {
    Path root = sysroot == null ? Path.of("/") : sysroot;
    return ProcessImage.of(root, maps, objects, executable);
  }

  @Override
  public long stackTop() {
    CoreThread main =
        core.threads().stream()
            .filter(t -> t.tid() == core.pid())
            .findFirst()
            .orElse(core.threads().get(0));
    CoreFile.Part stack = core.partAt(main.registers().get(CoreRegisters.Name.RSP));
    return stack == null ? 0 : stack.start() + stack.size();
  }

  /** The parts of a range that the core keeps. */
  public List<AddressRange> kept(AddressRange range) {
    List<AddressRange> kept = new ArrayList<>();
    for (CoreFile.Part part : core.parts()) {
      long start = Math.max(range.start(), part.start());
      long end = Math.min(range.end(), part.start() + part.kept());
      if (start < end) {
        kept.add(new AddressRange(start, end));
      }
    }
    return kept;
  }

  /** What is missing, in sentences for a reader of results; to be asked for after the reading. */
  public List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    List<AddressRange> missing = core.missing();
    if (!missing.isEmpty()) {
      long bytes = missing.stream().mapToLong(AddressRange::size).sum();
      doubts.add(
          "the core was cut short: it has "
              + core.size()
              + " of "
              + core.expectedSize()
              + " bytes, and "
              + (bytes >> 10)
              + " KiB of memory are missing: "
              + ranges(missing));
    }
    Map<String, String> lost = objects.missing();
    lost.entrySet().stream()
        .limit(MAX_MISSING_SHOWN)
        .forEach(e -> doubts.add("code of " + e.getKey() + " cannot be read: " + e.getValue()));
    if (lost.size() > MAX_MISSING_SHOWN) {
      doubts.add("nor that of " + (lost.size() - MAX_MISSING_SHOWN) + " more files");
    }
    return doubts;
  }

  private String ranges(List<AddressRange> missing) {
    List<String> words = new ArrayList<>();
    for (AddressRange range : missing.subList(0, Math.min(MAX_MISSING_SHOWN, missing.size()))) {
      words.add(
          Long.toHexString(range.start()) + "-" + Long.toHexString(range.end()) + kind(range));
    }
    int left = missing.size() - words.size();
    return String.join(", ", words) + (left > 0 ? " and " + left + " more" : "");
  }

  private String kind(AddressRange range) {
    boolean stack =
        core.threads().stream()
            .anyMatch(
                t -> {
                  CoreFile.Part p = core.partAt(t.registers().get(CoreRegisters.Name.RSP));
                  return p != null
                      && p.start() < range.end()
                      && range.start() < p.start() + p.size();
                });
    return stack ? " (a stack)" : "";
  }

  @Override
  public void close() throws IOException {
    memory.close();
    core.close();
  }
}
