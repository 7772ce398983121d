package io.ngxscope.agent.target;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.CodeRange;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.os.Search;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The code in a process's memory at one moment: modules, and what was generated at run time. Never
 * changes; take a new one after a {@code dlopen} or when addresses turn up that it does not know.
 */
public final class ProcessImage {
  private static final int MAX_MAPS_BYTES = 64 << 20;

  private final Path root;
  private final List<MemoryMap> maps;
  private final List<LoadedModule> modules;
  private final List<CodeRange> code;
  private final List<@Nullable LoadedModule> owners;
  private final long[] starts;
  private final List<GeneratedCode> generated;
  private final @Nullable LoadedModule main;

  ProcessImage(Path root, List<MemoryMap> maps, List<LoadedModule> modules, String executable) {
    this.root = root;
    this.maps = List.copyOf(maps);
    this.modules = List.copyOf(modules);
    CodeIndex index = CodeIndex.of(maps, modules);
    this.code = index.code();
    this.owners = index.owners();
    this.starts = code.stream().mapToLong(CodeRange::start).toArray();
    this.generated = index.generated();
    this.main = modules.stream().filter(m -> m.path().equals(executable)).findFirst().orElse(null);
  }

  /**
   * Looks at a process.
   *
   * @param pid the process
   * @param memory its memory
   * @param cache objects read before
   * @throws IOException if its maps cannot be read: it ended, or permission is missing
   */
  public static ProcessImage read(Pid pid, RemoteMemory memory, ElfCache cache) throws IOException {
    Path process = Path.of("/proc", pid.toString());
    List<MemoryMap> maps;
    try (InputStream in = Files.newInputStream(process.resolve("maps"))) {
      byte[] bytes = in.readNBytes(MAX_MAPS_BYTES);
      maps = MemoryMap.parse(new String(bytes, StandardCharsets.UTF_8).lines().toList());
    }
    List<LoadedModule> modules =
        new ModuleFinder(new ModuleOpener(process, memory, cache)).find(maps);
    return new ProcessImage(process.resolve("root"), maps, modules, executable(process));
  }

  /**
   * Makes one of what is known about a process that need not run.
   *
   * @param root the file system that it saw
   * @param maps every mapping in the order of addresses
   * @param opener finds its objects
   * @param executable path of its program
   */
  public static ProcessImage of(
      Path root, List<MemoryMap> maps, ObjectOpener opener, String executable) {
    return new ProcessImage(root, maps, new ModuleFinder(opener).find(maps), executable);
  }

  private static String executable(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("exe")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** The file system that the process sees. */
  public Path root() {
    return root;
  }

  /** Every mapping in the order of addresses. */
  public List<MemoryMap> maps() {
    return maps;
  }

  /** The objects that have code, in the order of addresses. */
  public List<LoadedModule> modules() {
    return modules;
  }

  /** Executable memory in the order of addresses, as the unwinder wants it. */
  public List<CodeRange> code() {
    return code;
  }

  /** Code that was generated at run time, in the order of addresses. */
  public List<GeneratedCode> generatedCode() {
    return generated;
  }

  /** The program itself, or null if it cannot be told. */
  public @Nullable LoadedModule mainExecutable() {
    return main;
  }

  /** The module whose code an address is in, or null. */
  public @Nullable LoadedModule moduleAt(long address) {
    int at = Search.lastNotAbove(starts, address);
    return at >= 0 && code.get(at).contains(address) ? owners.get(at) : null;
  }

  /** The generated code that an address is in, or null. */
  public @Nullable GeneratedCode generatedAt(long address) {
    for (GeneratedCode g : generated) {
      if (address >= g.start() && address < g.end()) {
        return g;
      }
    }
    return null;
  }

  /** The first module of which something is true, or null. */
  public @Nullable LoadedModule module(Predicate<LoadedModule> wanted) {
    return modules.stream().filter(wanted).findFirst().orElse(null);
  }

  /**
   * Where an exported symbol lies in the process.
   *
   * @param wanted which modules to ask, such as {@code m -> m.name().equals("nginx")}
   * @param symbol its name
   */
  public OptionalLong address(Predicate<LoadedModule> wanted, String symbol) {
    for (LoadedModule module : modules) {
      ElfFile elf = wanted.test(module) ? module.elf() : null;
      ElfSymbol found = elf == null ? null : elf.exportedSymbols().find(symbol);
      if (found != null) {
        return OptionalLong.of(module.toProcess(found.address()));
      }
    }
    return OptionalLong.empty();
  }
}
