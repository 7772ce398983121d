package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.EhFrame;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfFormatException;
import io.ngxscope.agent.os.Fde;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  private static final byte DW_CFA_DEF_CFA_OFFSET = 0x0e;
  private static final byte CFRAME_SIZE = 80;

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
   * Where the interpreter lies. It is written in assembly and has one unwind entry, which begins by
   * saying that the frame is {@code CFRAME_SIZE} (80) bytes already ({@code vm_x64.dasc},
   * emit_asm_debug): no compiled function has such a frame before its first instruction.
   *
   * @return its range in the process; an empty range if it cannot be told
   */
  public AddressRange interpreter() {
    EhFrame frames = elf.ehFrame();
    AddressRange found = new AddressRange(0, 0);
    for (int i = 0; i < frames.size(); i++) {
      Fde f = entry(frames, i);
      if (f != null && f.end() - f.start() > found.size() && startsWithCFrame(f)) {
        found = new AddressRange(module.toProcess(f.start()), module.toProcess(f.end()));
      }
    }
    return found;
  }

  private static @Nullable Fde entry(EhFrame frames, int index) {
    try {
      return frames.entry(index);
    } catch (ElfFormatException e) {
      return null; // a broken entry is not the interpreter's
    }
  }

  private boolean startsWithCFrame(Fde f) {
    ByteBuffer instructions = elf.bytesAt(f.instructionsAddress(), 2);
    return f.instructionsLength() >= 2
        && instructions.remaining() == 2
        && instructions.get() == DW_CFA_DEF_CFA_OFFSET
        && instructions.get() == CFRAME_SIZE;
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
