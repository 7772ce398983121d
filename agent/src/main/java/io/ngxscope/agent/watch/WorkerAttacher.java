package io.ngxscope.agent.watch;

import io.ngxscope.agent.code.NgxLuaAnchors;
import io.ngxscope.agent.luajit.LuaFrames;
import io.ngxscope.agent.luajit.LuaJitModule;
import io.ngxscope.agent.luajit.LuaStackReader;
import io.ngxscope.agent.luajit.LuaVm;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.luajit.VmLocator;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.nginx.LoopClock;
import io.ngxscope.agent.nginx.NginxGlobals;
import io.ngxscope.agent.nginx.PhaseReader;
import io.ngxscope.agent.nginx.RequestLayout;
import io.ngxscope.agent.nginx.RequestReader;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFile;
import io.ngxscope.agent.os.ProcStat;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.jna.ProcessMemory;
import io.ngxscope.agent.symbol.NativeSymbolizer;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.unwind.UnwindTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Opens everything that looking at a worker needs; nothing in the worker changes by it. */
final class WorkerAttacher {
  private final ElfCache elfs = new ElfCache();
  private final UnwindTables unwindTables = new UnwindTables();
  private final NativeSymbolizer symbols = new NativeSymbolizer(elfs);
  private final boolean withArguments;
  private final WatchCounters counters;

  WorkerAttacher(boolean withArguments, WatchCounters counters) {
    this.withArguments = withArguments;
    this.counters = counters;
  }

  /**
   * Attaches.
   *
   * @throws DiagnosticException if it is no nginx, if it cannot be read, or if its LuaJIT is not
   *     supported
   * @throws ProcException if it is gone
   */
  WatchedWorker attach(Target target) throws ProcException {
    Pid pid = target.pid();
    ProcessMemory memory = new ProcessMemory(pid);
    ProcessImage image = image(pid, memory);
    OptionalLong clock = image.address(m -> m.equals(image.mainExecutable()), "ngx_cached_time");
    if (clock.isEmpty()) {
      throw new DiagnosticException.NoTarget(
          "process "
              + pid
              + " ("
              + target.exe()
              + ") is not an nginx: it exports no ngx_cached_time",
          "`ngxscope ps` lists the nginx processes of this machine");
    }
    NginxGlobals globals = new NginxGlobals(memory, name -> image.address(m -> true, name));
    Optional<LuaJitModule> luajit = LuaJitModule.find(image);
    NativeStacks natives = natives(pid, memory, image, luajit);
    List<LuaSide> vms =
        luajit.isPresent() ? vms(natives, pid, image, memory, globals, luajit.get()) : List.of();
    RequestLayout requests = requestLayout(image, memory);
    return new WatchedWorker(
        target,
        luajit.isPresent() && !vms.isEmpty()
            ? luajit.get().words(vms.get(0).vm().address().layout())
            : "",
        new LoopClock(memory, clock.getAsLong()),
        globals.timerResolutionMillis(),
        ProcFile.open(pid, "syscall", ProcSyscall.MAX_BYTES),
        ProcFile.open(pid, "schedstat", 128),
        new StackSampler(
            vms,
            natives,
            requests == null ? null : new RequestReader(memory, requests, withArguments),
            phases(image, memory)));
  }

  private static @Nullable PhaseReader phases(ProcessImage image, ProcessMemory memory) {
    for (LoadedModule module : image.modules()) {
      ElfFile elf = module.elf();
      ElfSymbol symbol = elf == null ? null : elf.exportedSymbols().find("ngx_http_lua_module");
      if (elf != null && symbol != null) {
        return NgxLuaAnchors.phase(elf)
            .result()
            .map(field -> new PhaseReader(memory, field, module.toProcess(symbol.address())))
            .orElse(null);
      }
    }
    return null;
  }

  private NativeStacks natives(
      Pid pid, ProcessMemory memory, ProcessImage image, Optional<LuaJitModule> luajit)
      throws ProcException {
    return new NativeStacks(
        memory,
        ProcStat.read(pid).startStack() + 8,
        luajit.map(LuaJitModule::interpreter).orElse(new AddressRange(0, 0)),
        image,
        () -> again(pid, memory),
        unwindTables,
        symbols,
        counters);
  }

  private @Nullable ProcessImage again(Pid pid, ProcessMemory memory) {
    try {
      return ProcessImage.read(pid, memory, elfs);
    } catch (IOException e) {
      return null; // the next look at its clock will tell that it is gone
    }
  }

  private ProcessImage image(Pid pid, ProcessMemory memory) throws ProcException {
    try {
      return ProcessImage.read(pid, memory, elfs);
    } catch (IOException e) {
      ProcStat.read(pid); // throws if it is gone
      throw new DiagnosticException.NoPermission(
          "the memory map of process " + pid + " cannot be read", "run as root (sudo)");
    }
  }

  private static List<LuaSide> vms(
      NativeStacks natives,
      Pid pid,
      ProcessImage image,
      ProcessMemory memory,
      NginxGlobals globals,
      LuaJitModule luajit) {
    VmLocator locator = new VmLocator(memory, luajit.code());
    List<VmAddress> found = new ArrayList<>();
    for (String protocol : List.of("http", "stream")) {
      long candidate = globals.luaState(protocol);
      Optional<VmAddress> vm = locator.verify(candidate, "ngx_cycle, " + protocol);
      vm.ifPresent(found::add);
      if (candidate != 0 && vm.isEmpty() && locator.hasShortReferences(candidate)) {
        throw new DiagnosticException.Unsupported(
            "the LuaJIT of this worker uses 32-bit references (no GC64), which is not supported yet",
            "use nginx built with a GC64 LuaJIT: OpenResty since 1.15.8, or Debian 12 and later");
      }
    }
    if (found.isEmpty()) {
      found.addAll(locator.scan(anonymousMemory(image)));
    }
    return found.stream()
        .map(address -> new LuaVm(memory, address))
        .map(
            vm ->
                new LuaSide(
                    vm,
                    new LuaStackReader(vm),
                    new LuaFrames(vm, natives::function, () -> new ProcessMemory(pid)),
                    luajit.interpreter()))
        .toList();
  }

  private static List<AddressRange> anonymousMemory(ProcessImage image) {
    return image.maps().stream()
        .filter(m -> m.permissions().startsWith("rw") && m.inode() == 0)
        .filter(m -> m.path().isEmpty() || m.path().equals("[heap]"))
        .map(m -> new AddressRange(m.start(), m.end()))
        .toList();
  }

  private static @Nullable RequestLayout requestLayout(ProcessImage image, ProcessMemory memory) {
    LoadedModule main = image.mainExecutable();
    if (main == null) {
      return null;
    }
    List<MemoryMap> maps = image.maps().stream().filter(m -> m.path().equals(main.path())).toList();
    List<AddressRange> data =
        maps.stream()
            .filter(m -> m.permissions().startsWith("r") && !m.isExecutable())
            .map(m -> new AddressRange(m.start(), m.end()))
            .toList();
    AddressRange all = new AddressRange(maps.get(0).start(), maps.get(maps.size() - 1).end());
    return RequestLayout.find(memory, data, all).orElse(null);
  }
}
