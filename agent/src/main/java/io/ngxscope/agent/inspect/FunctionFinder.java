package io.ngxscope.agent.inspect;

import io.ngxscope.agent.code.FunctionBounds;
import io.ngxscope.agent.code.LuaJitAnchors;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.symbol.DebugFiles;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every way of finding the name of a function in the objects of a process: its own symbols, a
 * separate debug file of its build, what it exports, what its code tells, and the Lua tables in
 * which a VM keeps it.
 */
public final class FunctionFinder {
  private static final int MAX_FOUND = 200;

  private final ProcessImage image;
  private final Map<Long, String> luaNames;
  private final DebugFiles debugFiles;

  /**
   * Readies finding.
   *
   * @param luaNames names in Lua of C functions, by their address in the process
   */
  public FunctionFinder(ProcessImage image, Map<Long, String> luaNames, ElfCache elfs) {
    this.image = image;
    this.luaNames = Map.copyOf(luaNames);
    this.debugFiles = new DebugFiles(List.of(image.root(), Path.of("/")), elfs);
  }

  /**
   * What is known of one object.
   *
   * @param module the object
   * @param functions functions that its unwind index lists
   * @param bySource how many names each source gives
   */
  public record ModuleNames(LoadedModule module, int functions, Map<String, Integer> bySource) {
    /** Copies the map, in its order. */
    public ModuleNames {
      bySource = new LinkedHashMap<>(bySource);
    }
  }

  /** All objects, with how many functions each source can name. */
  public List<ModuleNames> modules() {
    List<ModuleNames> all = new ArrayList<>();
    for (LoadedModule module : image.modules()) {
      ElfFile elf = module.elf();
      if (elf == null) {
        all.add(new ModuleNames(module, 0, Map.of()));
        continue;
      }
      Map<String, Integer> sources = new LinkedHashMap<>();
      count(sources, "symbols", functions(elf.fullSymbols().definitions()).size());
      count(
          sources,
          "debug file",
          debugFiles
              .find(module)
              .map(d -> functions(d.fullSymbols().definitions()).size())
              .orElse(0));
      count(sources, "exported", functions(elf.exportedSymbols().definitions()).size());
      count(sources, "code analysis", LuaJitAnchors.analyze(elf).names().size());
      count(sources, "Lua", (int) luaNames.keySet().stream().filter(a -> owns(module, a)).count());
      all.add(new ModuleNames(module, FunctionBounds.all(elf).size(), sources));
    }
    return all;
  }

  private static void count(Map<String, Integer> sources, String source, int number) {
    if (number > 0) {
      sources.put(source, number);
    }
  }

  private boolean owns(LoadedModule module, long address) {
    return module.equals(image.moduleAt(address));
  }

  private static List<ElfSymbol> functions(List<ElfSymbol> symbols) {
    return symbols.stream().filter(ElfSymbol::isFunction).toList();
  }

  /**
   * Functions by their name.
   *
   * @param name as it is, or a part of it
   * @param exact whether a part is not enough
   */
  public List<NamedFunction> find(String name, boolean exact) {
    List<NamedFunction> found = new ArrayList<>();
    for (LoadedModule module : image.modules()) {
      ElfFile elf = module.elf();
      if (elf != null) {
        symbols(
            module, elf.fullSymbols().definitions(), "its own symbol table", name, exact, found);
        debugFiles
            .find(module)
            .ifPresent(
                d ->
                    symbols(
                        module,
                        d.fullSymbols().definitions(),
                        "a separate debug file of the same build id",
                        name,
                        exact,
                        found));
        symbols(
            module,
            elf.exportedSymbols().definitions(),
            "it is exported, which survives stripping",
            name,
            exact,
            found);
        analysed(module, elf, name, exact, found);
      }
    }
    luaNames.forEach(
        (address, lua) -> {
          LoadedModule module = image.moduleAt(address);
          if (module != null && module.elf() != null && fits(lua, name, exact)) {
            found.add(
                new NamedFunction(
                    lua,
                    module,
                    module.toObject(address),
                    "the Lua VM keeps it under this name: a C function of Lua's"));
          }
        });
    return found.size() > MAX_FOUND ? found.subList(0, MAX_FOUND) : found;
  }

  private static void symbols(
      LoadedModule module,
      List<ElfSymbol> symbols,
      String how,
      String name,
      boolean exact,
      List<NamedFunction> found) {
    for (ElfSymbol symbol : functions(symbols)) {
      boolean known =
          found.stream()
              .anyMatch(f -> f.address() == symbol.address() && f.module().equals(module));
      if (!known && fits(symbol.name(), name, exact) && found.size() < MAX_FOUND) {
        found.add(new NamedFunction(symbol.name(), module, symbol.address(), how));
      }
    }
  }

  private static void analysed(
      LoadedModule module, ElfFile elf, String name, boolean exact, List<NamedFunction> found) {
    LuaJitAnchors anchors = LuaJitAnchors.analyze(elf);
    anchors
        .names()
        .forEach(
            (address, known) -> {
              if (fits(known, name, exact)) {
                found.add(new NamedFunction(known, module, address, anchors.how(address)));
              }
            });
  }

  private static boolean fits(String known, String wanted, boolean exact) {
    return exact ? known.equals(wanted) : known.contains(wanted);
  }

  /**
   * What a user means by a word.
   *
   * @param word a name, {@code MODULE+0xOFFSET}, or {@code 0xADDRESS} in the process
   */
  public Optional<NamedFunction> resolve(String word) {
    List<NamedFunction> named = find(word, true);
    if (!named.isEmpty()) {
      return Optional.of(named.get(0));
    }
    int plus = word.lastIndexOf("+0x");
    long number = hexadecimal(plus < 0 ? word : word.substring(plus + 1));
    if (number < 0) {
      return Optional.empty();
    }
    if (plus < 0) {
      LoadedModule module = image.moduleAt(number);
      return module == null
          ? Optional.empty()
          : around(module, module.toObject(number), "the function around the address given");
    }
    String name = word.substring(0, plus);
    return image.modules().stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .flatMap(m -> around(m, number, "the function around the offset given"));
  }

  private static Optional<NamedFunction> around(LoadedModule module, long at, String how) {
    ElfFile elf = module.elf();
    return elf == null
        ? Optional.empty()
        : FunctionBounds.around(elf, at)
            .map(AddressRange::start)
            .map(start -> new NamedFunction(nameless(module, start), module, start, how));
  }

  private static String nameless(LoadedModule module, long start) {
    return module.name() + "+0x" + Long.toHexString(start);
  }

  private static long hexadecimal(String word) {
    if (!word.matches("0x[0-9a-fA-F]{1,15}")) {
      return -1;
    }
    return Long.parseLong(word.substring(2), 16);
  }
}
