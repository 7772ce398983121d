package io.ngxscope.agent.symbol;

import io.ngxscope.agent.model.BuildId;
import io.ngxscope.agent.os.DebugLink;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.LoadedModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Finds separate debug files as gdb does: by build id under {@code /usr/lib/debug/.build-id}, and
 * by the name that stripping left in the object. A file counts only if it belongs to the very
 * build.
 */
public final class DebugFiles {
  private static final String FOLDER = "usr/lib/debug";
  private static final int CHUNK = 1 << 16;
  private static final long MAX_BYTES = 1L << 30;

  private final List<Path> roots;
  private final ElfCache cache;

  /**
   * Readies looking.
   *
   * @param roots file systems to look in, in this order: that of the process, that of the host
   * @param cache objects read before
   */
  public DebugFiles(List<Path> roots, ElfCache cache) {
    this.roots = List.copyOf(roots);
    this.cache = cache;
  }

  /** The debug file of a module, if there is one with symbols. */
  public Optional<ElfFile> find(LoadedModule module) {
    ElfFile elf = module.elf();
    if (elf == null) {
      return Optional.empty();
    }
    for (Path candidate : candidates(module.path(), elf)) {
      Optional<ElfFile> debug = open(candidate, elf);
      if (debug.isPresent()) {
        return debug;
      }
    }
    return Optional.empty();
  }

  private List<Path> candidates(String path, ElfFile elf) {
    List<String> names = new ArrayList<>();
    BuildId id = elf.buildId();
    if (id != null && id.hex().length() > 2) {
      names.add(
          FOLDER
              + "/.build-id/"
              + id.hex().substring(0, 2)
              + "/"
              + id.hex().substring(2)
              + ".debug");
    }
    DebugLink link = elf.debugLink();
    int slash = path.lastIndexOf('/');
    if (link != null && slash >= 0 && path.startsWith("/")) {
      String folder = path.substring(1, slash + 1);
      names.add(folder + link.fileName());
      names.add(folder + ".debug/" + link.fileName());
      names.add(FOLDER + "/" + folder + link.fileName());
    }
    List<Path> candidates = new ArrayList<>();
    for (Path root : roots) {
      for (String name : names) {
        try {
          candidates.add(root.resolve(name));
        } catch (InvalidPathException e) {
          return candidates; // a name that no file can have
        }
      }
    }
    return candidates;
  }

  private Optional<ElfFile> open(Path file, ElfFile elf) {
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      ElfFile debug = cache.read(file);
      boolean same =
          elf.buildId() != null
              ? elf.buildId().equals(debug.buildId())
              : elf.debugLink() != null && crc(file) == elf.debugLink().crc();
      return same && debug.fullSymbols().size() > 0 ? Optional.of(debug) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static int crc(Path file) throws IOException {
    CRC32 crc = new CRC32();
    byte[] chunk = new byte[CHUNK];
    long left = MAX_BYTES;
    try (InputStream in = Files.newInputStream(file)) {
      for (int got = in.read(chunk); got > 0 && left > 0; got = in.read(chunk)) {
        crc.update(chunk, 0, got);
        left -= got;
      }
    }
    return (int) crc.getValue();
  }
}
