package io.ngxscope.agent.inspect;

import io.ngxscope.agent.code.FunctionBounds;
import io.ngxscope.agent.code.FunctionCode;
import io.ngxscope.agent.code.Instruction;
import io.ngxscope.agent.code.ProbeSites;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.symbol.NativeSymbolizer;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at one function of a stripped object. */
public final class FunctionViewer {
  /** Registers of integer arguments in their order (System V ABI for x86-64, 3.2.3). */
  private static final List<Integer> ARGUMENTS = List.of(7, 6, 2, 1, 8, 9);

  private static final List<String> NAMES = List.of("rdi", "rsi", "rdx", "rcx", "r8", "r9");

  /** How objdump names a place: the symbol below it. */
  private static final Pattern SYMBOL = Pattern.compile("<([^<>]*)>");

  private static final String STUB = "@plt";
  private static final int MAX_CALLERS = 40;
  private static final int MAX_PLACES = 40;

  private final ProcessImage image;
  private final NativeSymbolizer symbols;
  private final Disassembler disassembler;

  /** Readies looking. */
  public FunctionViewer(ProcessImage image, NativeSymbolizer symbols, Disassembler disassembler) {
    this.image = image;
    this.symbols = symbols;
    this.disassembler = disassembler;
  }

  /**
   * Looks at a function.
   *
   * @param lines instructions shown at most
   * @throws Unsupported if its bounds are not known
   */
  public FunctionView view(NamedFunction function, int lines) {
    ElfFile elf = function.module().elf();
    FunctionCode code = elf == null ? null : FunctionCode.at(elf, function.address()).orElse(null);
    if (elf == null || code == null) {
      throw new Unsupported(
          function.name() + " has no entry in the unwind index of " + function.module().name(),
          "without one its end is not known");
    }
    return new FunctionView(
        function,
        code.end(),
        disassembler.source(function.module(), function.address()),
        callers(function.module(), elf, function.address()),
        places(elf, code),
        lines(function.module(), elf, code, lines));
  }

  private List<String> callers(LoadedModule module, ElfFile elf, long start) {
    Set<String> callers = new LinkedHashSet<>();
    for (AddressRange bounds : FunctionBounds.all(elf)) {
      FunctionCode code = FunctionCode.at(elf, bounds.start()).orElse(null);
      if (code != null
          && callers.size() < MAX_CALLERS
          && bounds.start() != start
          && (code.callTargets().contains(start) || code.tailTargets().contains(start))) {
        callers.add(name(module, bounds.start()));
      }
    }
    return List.copyOf(callers);
  }

  private static List<ProbePlace> places(ElfFile elf, FunctionCode code) {
    List<ProbePlace> places = new ArrayList<>();
    boolean entryIsCheap =
        ProbeSites.cheapEntry(elf, code).filter(a -> a == code.start()).isPresent();
    places.add(new ProbePlace(code.start(), "entry", entryIsCheap));
    if (!entryIsCheap) {
      ProbeSites.cheapEntry(elf, code)
          .ifPresent(a -> places.add(new ProbePlace(a, "first cheap instruction", true)));
    }
    for (Instruction i : code.instructions()) {
      if (i instanceof Instruction.Call && places.size() < MAX_PLACES) {
        places.add(new ProbePlace(i.address(), "call", true));
      } else if (i instanceof Instruction.Return && places.size() < MAX_PLACES) {
        places.add(new ProbePlace(i.address(), "return", false));
      }
    }
    return places;
  }

  private List<CodeLine> lines(LoadedModule module, ElfFile elf, FunctionCode code, int most) {
    Map<Long, String> texts = disassembler.texts(module, code.start(), code.end());
    List<CodeLine> lines = new ArrayList<>();
    for (Instruction i : code.instructions()) {
      if (lines.size() >= most) {
        break;
      }
      String text = texts.getOrDefault(i.address(), bytes(elf, i));
      Matcher symbol = SYMBOL.matcher(text);
      String elsewhere =
          symbol.find() && symbol.group(1).endsWith(STUB)
              ? symbol.group(1).replace(STUB, "") + " of another object"
              : "";
      // The disassembler's other names are those of exported neighbours.
      String plain = symbol.reset().replaceAll("").strip();
      lines.add(new CodeLine(i.address(), plain, note(module, code, i, elsewhere)));
    }
    return lines;
  }

  private static String bytes(ElfFile elf, Instruction i) {
    ByteBuffer code = elf.bytesAt(i.address(), i.length());
    StringBuilder text = new StringBuilder();
    while (code.hasRemaining()) {
      text.append(String.format(Locale.ROOT, "%02x ", code.get()));
    }
    return text.toString().strip();
  }

  private String note(LoadedModule module, FunctionCode code, Instruction i, String elsewhere) {
    if (i instanceof Instruction.Call call) {
      return "calls " + (elsewhere.isEmpty() ? name(module, call.target()) : elsewhere);
    }
    if (i instanceof Instruction.Jump jump && !code.contains(jump.target())) {
      return "goes on in " + (elsewhere.isEmpty() ? name(module, jump.target()) : elsewhere);
    }
    if (!callFollows(code, i)) {
      return "";
    }
    int written = written(i);
    int argument = ARGUMENTS.indexOf(written);
    return argument < 0
        ? ""
        : NAMES.get(argument) + ": argument " + (argument + 1) + " of what is called next";
  }

  /** Whether the next thing that leaves the straight line is a call. */
  private static boolean callFollows(FunctionCode code, Instruction from) {
    for (Instruction i : code.instructions()) {
      if (i.address() > from.address()) {
        if (i instanceof Instruction.Call || i instanceof Instruction.IndirectCall) {
          return true;
        }
        if (i instanceof Instruction.Return || i instanceof Instruction.Jump) {
          return i instanceof Instruction.Jump jump && !code.contains(jump.target());
        }
      }
    }
    return false;
  }

  private static int written(Instruction i) {
    if (i instanceof Instruction.Load load) {
      return load.register();
    }
    if (i instanceof Instruction.LoadAddress load) {
      return load.register();
    }
    if (i instanceof Instruction.LoadConstant load) {
      return load.register();
    }
    return i instanceof Instruction.Move move ? move.to() : -1;
  }

  private String name(LoadedModule module, long address) {
    Frame.Native frame = symbols.name(image, module.toProcess(address), false);
    return frame.function() != null
        ? frame.function()
        : frame.module() + "+0x" + Long.toHexString(frame.offset());
  }

  /** Names of the argument registers, in their order. */
  static List<String> argumentRegisters() {
    return NAMES;
  }

  /** Numbers of the argument registers, in their order. */
  static List<Integer> argumentNumbers() {
    return ARGUMENTS;
  }
}
