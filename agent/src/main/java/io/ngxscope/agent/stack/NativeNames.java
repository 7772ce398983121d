package io.ngxscope.agent.stack;

import io.ngxscope.agent.code.FunctionBounds;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.symbol.NativeSymbolizer;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.unwind.UnwoundFrame;

/**
 * Names the native frames of one process as stacks are to show them: all samples of one function
 * are one frame.
 */
final class NativeNames {
  private static final String INTERPRETER = "LuaJIT interpreter";
  private static final String TRACE = "LuaJIT trace";

  private final ProcessImage image;
  private final NativeSymbolizer symbols;

  NativeNames(ProcessImage image, NativeSymbolizer symbols) {
    this.image = image;
    this.symbols = symbols;
  }

  /** Names one address of each module. */
  void prepare() {
    for (LoadedModule module : image.modules()) {
      frame(module.code().get(0).start(), false);
    }
  }

  Frame frame(UnwoundFrame frame) {
    return switch (frame.kind()) {
      case INTERPRETER -> luajit(INTERPRETER, "[luajit]", frame.scanned());
      case TRACE -> luajit(TRACE, "[jit]", frame.scanned());
      default -> frame(frame.codeAddress(), frame.scanned());
    };
  }

  /** Whether a frame is code that runs Lua. */
  static boolean isVm(Frame.Native frame) {
    String function = frame.function();
    return function != null && (function.equals(INTERPRETER) || function.equals(TRACE));
  }

  private static Frame luajit(String function, String module, boolean scanned) {
    return new Frame.Native(function, module, 0, NameSource.CODE_ANALYSIS, scanned);
  }

  Frame frame(long address, boolean scanned) {
    Frame.Native named = symbols.name(image, address, scanned);
    // Places in generated code mean nothing to a reader, and each would be a frame of its own.
    return image.moduleAt(address) == null
        ? new Frame.Native(named.function(), named.module(), 0, named.source(), scanned)
        : named;
  }

  /** Whether a frame is that of the VM itself. */
  static boolean isVm(Frame frame) {
    return frame instanceof Frame.Native c
        && (INTERPRETER.equals(c.function()) || TRACE.equals(c.function()));
  }

  /** First instruction of the function around an address, 0 if it is not known. */
  long functionStart(long address) {
    LoadedModule module = image.moduleAt(address);
    ElfFile elf = module == null ? null : module.elf();
    return module == null || elf == null
        ? 0
        : FunctionBounds.around(elf, module.toObject(address))
            .map(bounds -> module.toProcess(bounds.start()))
            .orElse(0L);
  }
}
