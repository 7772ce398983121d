package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.HeapTarget;
import io.ngxscope.agent.luajit.LuaJitModule;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.luajit.VmLocator;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.nginx.NginxGlobals;
import io.ngxscope.agent.nginx.SharedZones;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.ProcessSource;
import io.ngxscope.agent.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A worker whose Lua heap is looked at.
 *
 * @param target who
 * @param luajit its LuaJIT in words
 * @param heap its VM
 * @param zones its shared memory
 */
record LuaWorker(Target target, String luajit, HeapTarget heap, SharedZones zones) {
  /** How ngx_lua calls the keys under which it keeps things in the registry. */
  private static final String REGISTRY_KEYS = "_lua_";

  /**
   * Finds the VM of a worker; of several the one with the largest heap.
   *
   * @throws NoTarget if it is gone or runs no Lua
   * @throws Unsupported if its LuaJIT is not known
   */
  static LuaWorker of(Target target) {
    return of(Subject.live(target));
  }

  /**
   * Finds the VM of a worker that runs, or of what is left of one.
   *
   * @throws NoTarget if it is gone or runs no Lua
   * @throws Unsupported if its LuaJIT is not known
   */
  static LuaWorker of(Subject subject) {
    Target target = subject.target();
    ProcessSource source = subject.source();
    RemoteMemory memory = source.memory();
    ElfCache elfs = new ElfCache();
    ProcessImage image = image(source, memory, elfs);
    LuaJitModule luajit =
        LuaJitModule.find(image)
            .orElseThrow(
                () ->
                    new NoTarget(
                        "process " + target.pid() + " has no LuaJIT",
                        "`ngxscope ps` shows which workers have one"));
    NginxGlobals globals = new NginxGlobals(memory, name -> image.address(m -> true, name));
    VmAddress vm = largest(vms(target, image, memory, globals, luajit), memory);
    HeapTarget heap =
        new HeapTarget(
            target.pid(),
            memory,
            vm,
            () -> maps(source, memory, elfs),
            address -> symbol(image, address),
            subject.pages(),
            subject.runs());
    SharedZones zones = new SharedZones(memory, name -> image.address(m -> true, name));
    return new LuaWorker(target, luajit.words(vm.layout()), heap, zones);
  }

  private static ProcessImage image(ProcessSource source, RemoteMemory memory, ElfCache elfs) {
    try {
      return source.image(memory, elfs);
    } catch (IOException e) {
      throw new NoTarget(
          "worker " + source.pid() + " has ended", "`ngxscope ps` lists those there now");
    }
  }

  private static List<MemoryMap> maps(ProcessSource source, RemoteMemory memory, ElfCache elfs) {
    try {
      return source.image(memory, elfs).maps();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<VmAddress> vms(
      Target target,
      ProcessImage image,
      RemoteMemory memory,
      NginxGlobals globals,
      LuaJitModule luajit) {
    VmLocator locator = new VmLocator(memory, luajit.code());
    List<VmAddress> found = new ArrayList<>();
    for (String protocol : List.of("http", "stream")) {
      long candidate = globals.luaState(protocol);
      Optional<VmAddress> vm = locator.verify(candidate, "ngx_cycle, " + protocol);
      vm.ifPresent(found::add);
      if (candidate != 0 && vm.isEmpty() && locator.hasShortReferences(candidate)) {
        throw new Unsupported(
            "the LuaJIT of this worker uses 32-bit references (no GC64), not supported yet",
            "use nginx built with a GC64 LuaJIT: OpenResty since 1.15.8, or Debian 12 and later");
      }
    }
    if (found.isEmpty()) {
      found.addAll(locator.scan(anonymous(image)));
    }
    if (found.isEmpty()) {
      throw new NoTarget(
          "no Lua VM was found in process " + target.pid(),
          "is lua-nginx-module configured in it? `ngxscope doctor -p PID` says more");
    }
    return found;
  }

  private static List<AddressRange> anonymous(ProcessImage image) {
    return image.maps().stream()
        .filter(m -> m.permissions().startsWith("rw-p"))
        .filter(m -> m.isAnonymous() || m.path().equals("[heap]"))
        .map(m -> new AddressRange(m.start(), m.end()))
        .toList();
  }

  private static VmAddress largest(List<VmAddress> vms, RemoteMemory memory) {
    return vms.stream()
        .max(
            Comparator.comparingLong(
                vm -> memory.readLong(vm.global() + vm.layout().global().gcTotal())))
        .orElseThrow();
  }

  private static String symbol(ProcessImage image, long address) {
    for (LoadedModule module : image.modules()) {
      ElfFile elf = module.elf();
      if (elf != null && (module.name().startsWith("ngx_") || module.name().contains("nginx"))) {
        for (ElfSymbol symbol : elf.exportedSymbols().definitions()) {
          if (module.toProcess(symbol.address()) == address
              && symbol.name().contains(REGISTRY_KEYS)) {
            return symbol.name();
          }
        }
      }
    }
    return "";
  }
}
