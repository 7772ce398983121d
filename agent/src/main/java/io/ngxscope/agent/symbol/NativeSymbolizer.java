package io.ngxscope.agent.symbol;

import io.ngxscope.agent.model.BuildId;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.GeneratedCode;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Names native code: by the object's own symbols, by its debug file, by what it exports, by code
 * analysis; else by module and start of the function. An exported neighbour is never taken for the
 * name. What was found is kept by build id, for all processes. Safe for use by several threads.
 */
public final class NativeSymbolizer {
  private static final int MAX_MODULES = 512;
  private static final Path HOST = Path.of("/");

  private final ElfCache elfs;
  private final List<Path> debugRoots;
  private final Map<Object, ModuleSymbols> modules =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, ModuleSymbols> eldest) {
          return size() > MAX_MODULES;
        }
      };

  /**
   * Readies naming.
   *
   * @param elfs objects read before, shared with {@link ProcessImage}
   */
  public NativeSymbolizer(ElfCache elfs) {
    this(elfs, List.of(HOST));
  }

  /**
   * Readies naming.
   *
   * @param elfs objects read before, shared with {@link ProcessImage}
   * @param debugRoots file systems in which to look for debug files, after the process's own
   */
  public NativeSymbolizer(ElfCache elfs, List<Path> debugRoots) {
    this.elfs = elfs;
    this.debugRoots = List.copyOf(debugRoots);
  }

  /**
   * Names the function at an address.
   *
   * @param image the process
   * @param address in the process, inside an instruction of the function; for a return address, one
   *     less than it
   * @param scanned whether the frame was found by searching the stack
   * @return offset: start of the function where that is known, so that all samples of it are one
   *     frame; of generated code, the offset in its mapping
   */
  public synchronized Frame.Native name(ProcessImage image, long address, boolean scanned) {
    LoadedModule module = image.moduleAt(address);
    if (module == null) {
      return generated(image, address, scanned);
    }
    ElfFile elf = module.elf();
    long at = module.toObject(address);
    if (elf == null) {
      return new Frame.Native(null, module.name(), at, NameSource.NONE, scanned);
    }
    ModuleSymbols.Name name = symbols(image, module, elf).at(at);
    return new Frame.Native(name.function(), module.name(), name.start(), name.source(), scanned);
  }

  private ModuleSymbols symbols(ProcessImage image, LoadedModule module, ElfFile elf) {
    BuildId id = elf.buildId();
    Object key = id == null ? elf : id;
    ModuleSymbols known = modules.get(key);
    if (known == null) {
      List<Path> roots = Stream.concat(Stream.of(image.root()), debugRoots.stream()).toList();
      known = new ModuleSymbols(elf, new DebugFiles(roots, elfs).find(module));
      modules.put(key, known);
    }
    return known;
  }

  private static Frame.Native generated(ProcessImage image, long address, boolean scanned) {
    GeneratedCode code = image.generatedAt(address);
    if (code == null) {
      return new Frame.Native(null, "[unknown]", 0, NameSource.NONE, scanned);
    }
    String kind =
        switch (code.kind()) {
          case FFI_CALLBACK -> "[ffi callback]";
          case TRACES -> "[jit]";
          case WRITABLE -> "[generated]";
        };
    return new Frame.Native(null, kind, address - code.start(), NameSource.NONE, scanned);
  }
}
