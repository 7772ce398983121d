package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.EhFrame;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfFormatException;
import io.ngxscope.agent.os.Fde;
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

  /**
   * Where the interpreter lies: it is written in assembly and has one unwind entry, the largest of
   * the library. Of a program that LuaJIT was linked into, the largest entry may be something else.
   *
   * @return its range in the process; an empty range if it cannot be told
   */
  public AddressRange interpreter() {
    AddressRange none = new AddressRange(0, 0);
    if (!shared) {
      return none;
    }
    EhFrame frames = elf.ehFrame();
    Fde largest = null;
    for (int i = 0; i < frames.size(); i++) {
      try {
        Fde f = frames.entry(i);
        if (largest == null || f.end() - f.start() > largest.end() - largest.start()) {
          largest = f;
        }
      } catch (ElfFormatException e) {
        return none;
      }
    }
    return largest == null
        ? none
        : new AddressRange(module.toProcess(largest.start()), module.toProcess(largest.end()));
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
