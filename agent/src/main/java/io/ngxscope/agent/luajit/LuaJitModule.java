package io.ngxscope.agent.luajit;

import io.ngxscope.agent.code.LuaJitAnchors;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.util.List;
import java.util.Optional;

/**
 * The object of a process that contains LuaJIT: the shared library, or a program that LuaJIT was
 * linked into.
 *
 * @param module the object
 * @param elf its file
 * @param shared false if LuaJIT is a part of the program
 */
public record LuaJitModule(LoadedModule module, ElfFile elf, boolean shared) {
  /** Exported by every LuaJIT 2 and by no other Lua ({@code luajit.h}). */
  private static final String ANCHOR = "luaJIT_setmode";

  /** Finds it; empty if no object exports LuaJIT's functions. */
  public static Optional<LuaJitModule> find(ProcessImage image) {
    for (LoadedModule module : image.modules()) {
      ElfFile elf = module.elf();
      if (elf != null && elf.exportedSymbols().find(ANCHOR) != null) {
        return Optional.of(new LuaJitModule(module, elf, !module.equals(image.mainExecutable())));
      }
    }
    return Optional.empty();
  }

  /** Its executable memory in the process. */
  public List<AddressRange> code() {
    return module.code().stream().map(m -> new AddressRange(m.start(), m.end())).toList();
  }

  /** Where the interpreter lies in the process; an empty range if it cannot be told. */
  public AddressRange interpreter() {
    return LuaJitAnchors.interpreter(elf)
        .result()
        .map(r -> new AddressRange(module.toProcess(r.start()), module.toProcess(r.end())))
        .orElse(new AddressRange(0, 0));
  }

  /**
   * In words, for people.
   *
   * @param layout the layout that verified
   */
  public String words(LuaJitLayout layout) {
    return layout.family() + (shared ? " (" + module.name() + ")" : " (static)");
  }
}
