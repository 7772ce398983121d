package io.ngxscope.agent.core;

import io.ngxscope.agent.model.BuildId;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.MemoryImage;
import io.ngxscope.agent.target.ObjectOpener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a core's process had mapped: under a folder that the user names, at their
 * paths, or by build id. The core keeps the first page of each object, and with it the build id: a
 * file of another build is never taken. Not thread-safe.
 */
final class MappedObjects implements ObjectOpener {
  private static final String DELETED = " (deleted)";

  private final CoreFile core;
  private final RemoteMemory kept;
  private final @Nullable Path sysroot;
  private final ElfCache cache = new ElfCache();
  private final Map<String, Found> found = new HashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();

  /**
   * A file that belongs to the core.
   *
   * @param file its place here
   * @param elf what is in it
   */
  record Found(Path file, ElfFile elf) {}

  /**
   * Readies finding.
   *
   * @param sysroot where to look first, or null
   */
  MappedObjects(CoreFile core, @Nullable Path sysroot) {
    this.core = core;
    this.kept = core::read;
    this.sysroot = sysroot;
  }

  /** What was looked for and not found, path by path, with the reason in words. */
  Map<String, String> missing() {
    return missing;
  }

  /** The file that was mapped from a path; empty if there is none of the right build. */
  Optional<Found> find(CoreMapping mapping) {
    Found known = found.get(mapping.path());
    if (known != null || missing.containsKey(mapping.path())) {
      return Optional.ofNullable(known);
    }
    Optional<Found> object = search(mapping.path());
    object.ifPresent(f -> found.put(mapping.path(), f));
    return object;
  }

  private Optional<Found> search(String path) {
    BuildId wanted =
        core.files().stream()
            .filter(m -> m.path().equals(path) && m.offset() == 0)
            .map(m -> MappedBuildId.read(kept, m.start()))
            .filter(id -> id != null)
            .findFirst()
            .orElse(null);
    List<String> reasons = new ArrayList<>();
    for (Path candidate : candidates(path, wanted)) {
      try {
        ElfFile elf = cache.read(candidate);
        if (wanted != null ? wanted.equals(elf.buildId()) : isVouchedFor(candidate)) {
          return Optional.of(new Found(candidate, elf));
        }
        reasons.add(
            wanted == null
                ? candidate
                    + " may be another build, since the core does not keep its build id (--sysroot / takes it"
                    + " all the same)"
                : candidate + " is another build: " + words(elf.buildId()));
      } catch (IOException | SecurityException e) {
        // the next one may be there
      }
    }
    String build = wanted == null ? "" : ", build id " + wanted.hex();
    missing.put(path, (reasons.isEmpty() ? "not found" : String.join("; ", reasons)) + build);
    return Optional.empty();
  }

  private static String words(@Nullable BuildId id) {
    return id == null ? "none" : id.hex();
  }

  /** Where the core cannot say, the user has: what lies under the folder that was named. */
  private boolean isVouchedFor(Path candidate) {
    return sysroot != null && candidate.startsWith(sysroot);
  }

  private List<Path> candidates(String path, @Nullable BuildId id) {
    String plain =
        path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
    List<Path> candidates = new ArrayList<>();
    try {
      String relative = plain.startsWith("/") ? plain.substring(1) : plain;
      List<Path> roots = sysroot == null ? List.of(Path.of("/")) : List.of(sysroot, Path.of("/"));
      for (Path root : roots) {
        candidates.add(root.resolve(relative).normalize());
        Path name = Path.of(plain).getFileName();
        if (root.equals(sysroot) && name != null) {
          candidates.add(root.resolve(name));
        }
        if (id != null && id.hex().length() > 2) {
          String folder = id.hex().substring(0, 2);
          String rest = id.hex().substring(2);
          candidates.add(root.resolve("usr/lib/debug/.build-id/" + folder + "/" + rest));
          candidates.add(root.resolve(".build-id/" + folder + "/" + rest));
        }
      }
    } catch (InvalidPathException e) {
      return List.of(); // no path of this system
    }
    return candidates.stream().filter(Files::isRegularFile).distinct().toList();
  }

  @Override
  public Opened open(List<MemoryMap> maps) {
    for (MemoryMap map : maps) {
      for (CoreMapping mapping : core.files()) {
        if (mapping.contains(map.start())) {
          return find(mapping)
              .map(f -> new Opened(f.elf(), f.file().toString()))
              .orElseGet(() -> new Opened(null, missing.getOrDefault(mapping.path(), "not found")));
        }
      }
    }
    return new Opened(null, "the core does not name its file");
  }

  @Override
  public Opened openVdso(MemoryMap map) {
    try {
      MemoryMap whole = new MemoryMap(map.start(), map.end(), "r-xp", 0, 0, "");
      return new Opened(
          cache.read(MemoryImage.copy(List.of(whole), kept)), "its memory in the core");
    } catch (IOException e) {
      return new Opened(null, "its memory is not in the core");
    }
  }
}
