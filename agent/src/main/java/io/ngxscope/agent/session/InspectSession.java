package io.ngxscope.agent.session;

import io.ngxscope.agent.code.FunctionCode;
import io.ngxscope.agent.code.LuaJitAnchors;
import io.ngxscope.agent.code.NgxLuaAnchors;
import io.ngxscope.agent.inspect.ArgumentProbe;
import io.ngxscope.agent.inspect.ArgumentSite;
import io.ngxscope.agent.inspect.CodeLine;
import io.ngxscope.agent.inspect.Disassembler;
import io.ngxscope.agent.inspect.FunctionFinder;
import io.ngxscope.agent.inspect.FunctionView;
import io.ngxscope.agent.inspect.FunctionViewer;
import io.ngxscope.agent.inspect.NamedFunction;
import io.ngxscope.agent.inspect.SeenCall;
import io.ngxscope.agent.inspect.Structure;
import io.ngxscope.agent.inspect.Structures;
import io.ngxscope.agent.luajit.ApiFunctions;
import io.ngxscope.agent.luajit.LuaJitModule;
import io.ngxscope.agent.luajit.LuaValues;
import io.ngxscope.agent.luajit.LuaVm;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.nginx.RequestLayout;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.stack.RequestFacts;
import io.ngxscope.agent.stack.VmFinder;
import io.ngxscope.agent.symbol.NativeSymbolizer;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at the code and the structures of one worker, or of what a core has kept of one. */
public final class InspectSession implements AutoCloseable {
  private final Subject subject;
  private final @Nullable CoreSubject core;
  private final RemoteMemory memory;
  private final ProcessImage image;
  private final ElfCache elfs = new ElfCache();
  private final @Nullable LuaJitModule luajit;
  private final @Nullable LuaVm vm;

  private InspectSession(Subject subject, @Nullable CoreSubject core) {
    this.subject = subject;
    this.core = core;
    this.memory = subject.source().memory();
    try {
      this.image = subject.source().image(memory, elfs);
    } catch (IOException e) {
      throw new NoTarget(
          "process " + subject.target().pid() + " has ended", "`ngxscope ps` lists what is there");
    }
    this.luajit = LuaJitModule.find(image).orElse(null);
    this.vm =
        luajit == null
            ? null
            : new VmFinder(image, memory, luajit)
                .everywhere().vms().stream()
                    .findFirst()
                    .map(address -> new LuaVm(memory, address))
                    .orElse(null);
  }

  /** Opens the first worker of these processes. */
  public static InspectSession live(List<Pid> pids) {
    Target target = TargetFinder.live().resolve(pids).get(0);
    return new InspectSession(Subject.live(target), null);
  }

  /** Opens a core file. */
  public static InspectSession core(CoreChoice choice) {
    CoreSubject core = CoreSubject.open(choice.file(), choice.sysroot());
    return new InspectSession(core.subject(), core);
  }

  /** What a reader must know, in words. */
  public List<String> notes() {
    return core == null ? List.of() : core.process().doubts();
  }

  /** Every object and how many names each source gives. */
  public List<FunctionFinder.ModuleNames> modules() {
    return finder().modules();
  }

  /** Functions whose names hold a word. */
  public List<NamedFunction> symbols(String word) {
    return finder().find(word, false);
  }

  private FunctionFinder finder() {
    Map<Long, String> lua = vm == null ? Map.of() : ApiFunctions.of(vm).entries();
    return new FunctionFinder(image, lua, elfs);
  }

  /**
   * Looks at a function.
   *
   * @param word its name, {@code MODULE+0xOFFSET} or {@code 0xADDRESS}
   * @param lines instructions shown at most
   * @throws DiagnosticException if it is not found
   */
  public FunctionView function(String word, int lines) {
    Disassembler disassembler = new Disassembler(this::file);
    return new FunctionViewer(image, new NativeSymbolizer(elfs), disassembler)
        .view(resolve(word), lines);
  }

  /** The first instructions of a function; none if its bounds are not known. */
  public List<CodeLine> codeAt(NamedFunction function, int lines) {
    try {
      return new FunctionViewer(image, new NativeSymbolizer(elfs), new Disassembler(this::file))
          .view(function, lines)
          .code();
    } catch (Unsupported e) {
      return List.of();
    }
  }

  private NamedFunction resolve(String word) {
    FunctionFinder finder = finder();
    return finder
        .resolve(word)
        .orElseThrow(
            () -> {
              List<NamedFunction> near = finder.find(word, false);
              String similar =
                  near.stream().map(NamedFunction::name).distinct().limit(5).toList().toString();
              return new Usage(
                  "no function " + word + " is known in this process",
                  near.isEmpty()
                      ? "stripped: name it by MODULE+0xOFFSET, as `ngxscope bt` prints it"
                      : "do you mean one of " + similar + "?");
            });
  }

  private @Nullable Path file(LoadedModule module) {
    if (core != null) {
      return module.elf() == null || module.path().startsWith("[")
          ? null
          : Path.of(module.origin());
    }
    return module.path().startsWith("/") ? subject.target().file(module.path()) : null;
  }

  /**
   * Watches the arguments of calls.
   *
   * @param word the function
   * @param when a condition on arguments, or null
   * @param calls how many calls are wanted
   * @param limit after which it ends in any case
   * @param stop asked often; true ends it early
   * @throws DiagnosticException if it cannot be probed
   */
  public Calls arguments(
      String word, @Nullable String when, int calls, Duration limit, BooleanSupplier stop)
      throws InterruptedException {
    if (core != null) {
      throw new Usage(
          "a core file makes no calls", "`ngxscope bt --core` shows where it was; -p PID watches");
    }
    NamedFunction function = resolve(word);
    ElfFile elf = function.module().elf();
    FunctionCode code = elf == null ? null : FunctionCode.at(elf, function.address()).orElse(null);
    if (elf == null || code == null) {
      throw new Unsupported(word + " has no entry in the unwind index", "name another function");
    }
    ArgumentSite site = ArgumentSite.of(elf, code);
    String file = subject.target().file(function.module().path()).toString();
    int uri = RequestFacts.layout(image, memory).map(RequestLayout::uri).orElse(-1);
    String script = ArgumentProbe.script(file, site, when, calls, uri);
    ArgumentProbe probe =
        new ArgumentProbe(
            subject.target().pid(),
            vm == null ? null : new LuaValues(new LuaVm(subject.source().memory(), vm.address())),
            calls);
    List<SeenCall> seen = probe.run(script, limit, stop);
    return new Calls(function, site, seen, probe.bad());
  }

  /**
   * What was seen of calls.
   *
   * @param function which
   * @param site where it was probed
   * @param calls in their order
   * @param bad lines of the tracer that made no sense
   */
  public record Calls(NamedFunction function, ArgumentSite site, List<SeenCall> calls, long bad) {
    /** Copies the list. */
    public Calls {
      calls = List.copyOf(calls);
    }
  }

  /**
   * The structures that are known.
   *
   * @param word a name or a part of one, or null for all
   * @throws Usage if there is none
   */
  public List<Structure> structures(@Nullable String word) {
    List<Structure> all = new ArrayList<>();
    if (vm != null && luajit != null) {
      all.addAll(Structures.luajit(vm.address().layout(), LuaJitAnchors.analyze(luajit.elf())));
    }
    all.addAll(Structures.nginx(RequestFacts.layout(image, memory).orElse(null), ctx()));
    List<Structure> wanted =
        all.stream().filter(s -> word == null || s.name().contains(word)).toList();
    if (wanted.isEmpty()) {
      throw new Usage(
          "no structure " + word + " is known",
          "known are " + String.join(", ", all.stream().map(Structure::name).toList()));
    }
    return wanted;
  }

  private long ctx() {
    for (LoadedModule module : image.modules()) {
      ElfFile elf = module.elf();
      if (elf != null && elf.exportedSymbols().find("ngx_http_lua_module") != null) {
        return NgxLuaAnchors.phase(elf)
            .result()
            .map(NgxLuaAnchors.PhaseField::requestCtx)
            .orElse(-1L);
      }
    }
    return -1;
  }

  @Override
  public void close() {
    if (core != null) {
      core.close();
    }
  }
}
