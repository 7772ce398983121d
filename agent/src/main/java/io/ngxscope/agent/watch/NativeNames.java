package io.ngxscope.agent.watch;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfFormatException;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.os.Fde;
import io.ngxscope.agent.target.GeneratedCode;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.unwind.UnwoundFrame;
import java.util.HashMap;
import java.util.Map;

/**
 * Names machine code of one process; what has no name is shown by module and start of its function.
 */
final class NativeNames {
  private static final int MAX_CACHED = 20_000;

  private final ProcessImage image;
  private final Map<Long, Frame.Native> cache = new HashMap<>();

  NativeNames(ProcessImage image) {
    this.image = image;
  }

  Frame frame(UnwoundFrame frame) {
    return switch (frame.kind()) {
      case INTERPRETER -> generated("LuaJIT interpreter", "[luajit]", frame.scanned());
      case TRACE -> generated("LuaJIT trace", "[jit]", frame.scanned());
      default -> frame(frame.codeAddress(), frame.scanned());
    };
  }

  private static Frame generated(String function, String module, boolean scanned) {
    return new Frame.Native(function, module, 0, NameSource.CODE_ANALYSIS, scanned);
  }

  Frame frame(long address, boolean scanned) {
    if (cache.size() > MAX_CACHED) {
      cache.clear();
    }
    Frame.Native f = cache.computeIfAbsent(address, this::find);
    return f.scanned() == scanned
        ? f
        : new Frame.Native(f.function(), f.module(), f.offset(), f.source(), scanned);
  }

  private Frame.Native find(long address) {
    LoadedModule module = image.moduleAt(address);
    if (module == null) {
      GeneratedCode code = image.generatedAt(address);
      return new Frame.Native(null, words(code), 0, NameSource.NONE, false);
    }
    long at = module.toObject(address);
    ElfFile elf = module.elf();
    if (elf == null) {
      return new Frame.Native(null, module.name(), at, NameSource.NONE, false);
    }
    ElfSymbol full = elf.fullFunctionAt(at);
    ElfSymbol symbol = full == null ? elf.exportedFunctionAt(at) : full;
    if (symbol == null) {
      return new Frame.Native(null, module.name(), start(elf, at), NameSource.NONE, false);
    }
    NameSource source = full == null ? NameSource.EXPORTED : NameSource.SYMBOL_TABLE;
    return new Frame.Native(symbol.name(), module.name(), symbol.address(), source, false);
  }

  private static String words(@org.jspecify.annotations.Nullable GeneratedCode code) {
    if (code == null) {
      return "[unknown]";
    }
    return switch (code.kind()) {
      case FFI_CALLBACK -> "[ffi callback]";
      case TRACES -> "[jit]";
      case WRITABLE -> "[generated]";
    };
  }

  /** Start of the function that an address is in, so that all of its samples are one frame. */
  private static long start(ElfFile elf, long at) {
    try {
      Fde fde = elf.ehFrame().find(at);
      return fde == null ? at : fde.start();
    } catch (ElfFormatException e) {
      return at;
    }
  }
}
