package io.ngxscope.agent.stack;

import io.ngxscope.agent.luajit.LuaFrames;
import io.ngxscope.agent.luajit.LuaJitModule;
import io.ngxscope.agent.luajit.LuaStackReader;
import io.ngxscope.agent.luajit.LuaVm;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.nginx.LoopClock;
import io.ngxscope.agent.nginx.NginxGlobals;
import io.ngxscope.agent.nginx.PhaseReader;
import io.ngxscope.agent.nginx.RequestLayout;
import io.ngxscope.agent.nginx.RequestReader;
import io.ngxscope.agent.nginx.StubStatus;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.symbol.NativeSymbolizer;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.ProcessSource;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.unwind.UnwindTables;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out everything that reading a worker's stacks needs; nothing in the worker changes by it.
 */
public final class StackOpener {
  private final ElfCache elfs = new ElfCache();
  private final UnwindTables unwindTables = new UnwindTables();
  private final NativeSymbolizer symbols = new NativeSymbolizer(elfs);
  private final boolean withArguments;
  private final UnwindTally tally;

  /**
   * Readies opening; what is learned about a binary is kept for the next worker.
   *
   * @param withArguments whether query strings are kept
   * @param tally is told of every C stack
   */
  public StackOpener(boolean withArguments, UnwindTally tally) {
    this.withArguments = withArguments;
    this.tally = tally;
  }

  /**
   * Opens a worker.
   *
   * @throws DiagnosticException if it is no nginx, if it cannot be read, or if its LuaJIT is not
   *     supported
   * @throws ProcException if it is gone
   */
  public WorkerStacks open(Target target) throws ProcException {
    return open(target, new LiveProcess(target.pid()));
  }

  /**
   * Opens a worker that runs, or what is left of one.
   *
   * @param source where it is read
   * @throws DiagnosticException if it is no nginx, if it cannot be read, or if its LuaJIT is not
   *     supported
   * @throws ProcException if it is gone
   */
  public WorkerStacks open(Target target, ProcessSource source) throws ProcException {
    RemoteMemory memory = source.memory();
    ProcessImage image = image(source, memory);
    LoopClock clock = new LoopClock(memory, clockOf(image, target));
    Optional<LuaJitModule> luajit = LuaJitModule.find(image);
    long top = source.stackTop();
    NativeStacks natives = natives(source, memory, image, luajit, StackRanges.ofMainThread(top));
    List<LuaSide> vms =
        luajit.isPresent() ? vms(natives, source, image, memory, luajit.get()) : List.of();
    RequestLayout layout = RequestFacts.layout(image, memory).orElse(null);
    RequestReader requests =
        layout == null ? null : new RequestReader(memory, layout, withArguments);
    PhaseReader phases = RequestFacts.phases(image, memory).orElse(null);
    return new WorkerStacks(
        target,
        memory,
        vms.isEmpty() ? "" : luajit.orElseThrow().words(vms.get(0).vm().address().layout()),
        vms,
        clock,
        new NginxGlobals(memory, name -> image.address(m -> true, name)),
        new StubStatus(memory, name -> image.address(m -> true, name)),
        top,
        layout,
        requests,
        phases,
        natives,
        new StackSampler(vms, natives, requests, phases));
  }

  /**
   * Opens the threads of a worker besides that of its event loop. Their Lua VMs are looked for in
   * all of its memory, which takes about a second for each GiB.
   *
   * @throws DiagnosticException if it cannot be read, or if its LuaJIT is not supported
   * @throws ProcException if it is gone
   */
  public StackSampler openThreads(Target target) throws ProcException {
    return openThreads(new LiveProcess(target.pid()));
  }

  /**
   * Opens the threads of a worker that runs, or of what is left of one.
   *
   * @throws DiagnosticException if it cannot be read, or if its LuaJIT is not supported
   * @throws ProcException if it is gone
   */
  public StackSampler openThreads(ProcessSource source) throws ProcException {
    RemoteMemory memory = source.memory();
    ProcessImage image = image(source, memory);
    Optional<LuaJitModule> luajit = LuaJitModule.find(image);
    NativeStacks natives =
        natives(source, memory, image, luajit, StackRanges.ofThreads(image.maps()));
    List<LuaSide> vms = List.of();
    if (luajit.isPresent()) {
      VmFinder.Found found = new VmFinder(image, memory, luajit.get()).inAllMemory();
      vms = sides(natives, source, memory, luajit.get(), found);
    }
    return new StackSampler(vms, natives, null, null);
  }

  private static long clockOf(ProcessImage image, Target target) {
    if (image.mainExecutable() != null && image.mainExecutable().elf() == null) {
      throw new DiagnosticException.Unsupported(
          "the program file of process "
              + target.pid()
              + " ("
              + target.exe()
              + ") could not be read: it is broken, or too large for our memory",
          "give Java more memory, such as NGXSCOPE_JAVA_OPTS=-Xmx512m");
    }
    return image
        .address(m -> m.equals(image.mainExecutable()), "ngx_cached_time")
        .orElseThrow(
            () ->
                new DiagnosticException.NoTarget(
                    "process "
                        + target.pid()
                        + " ("
                        + target.exe()
                        + ") is not an nginx: it exports no ngx_cached_time",
                    "`ngxscope ps` lists the nginx processes of this machine"));
  }

  private NativeStacks natives(
      ProcessSource source,
      RemoteMemory memory,
      ProcessImage image,
      Optional<LuaJitModule> luajit,
      StackRanges ranges) {
    return new NativeStacks(
        memory,
        ranges,
        luajit.map(LuaJitModule::interpreter).orElse(new AddressRange(0, 0)),
        image,
        () -> again(source, memory),
        unwindTables,
        symbols,
        tally);
  }

  private @Nullable ProcessImage again(ProcessSource source, RemoteMemory memory) {
    try {
      return source.image(memory, elfs);
    } catch (IOException e) {
      return null; // the next look at its clock will tell that it is gone
    }
  }

  private ProcessImage image(ProcessSource source, RemoteMemory memory) throws ProcException {
    try {
      return source.image(memory, elfs);
    } catch (IOException e) {
      source.stackTop(); // throws if it is gone
      throw new DiagnosticException.NoPermission(
          "the memory map of process " + source.pid() + " cannot be read", "run as root (sudo)");
    }
  }

  private static List<LuaSide> vms(
      NativeStacks natives,
      ProcessSource source,
      ProcessImage image,
      RemoteMemory memory,
      LuaJitModule luajit) {
    return sides(natives, source, memory, luajit, new VmFinder(image, memory, luajit).everywhere());
  }

  private static List<LuaSide> sides(
      NativeStacks natives,
      ProcessSource source,
      RemoteMemory memory,
      LuaJitModule luajit,
      VmFinder.Found found) {
    if (found.shortReferences()) {
      throw new DiagnosticException.Unsupported(
          "the LuaJIT of this worker uses 32-bit references (no GC64), which is not supported yet",
          "use nginx built with a GC64 LuaJIT: OpenResty since 1.15.8, or Debian 12 and later");
    }
    return found.vms().stream()
        .map(address -> new LuaVm(memory, address))
        .map(
            vm ->
                new LuaSide(
                    vm,
                    new LuaStackReader(vm),
                    new LuaFrames(vm, natives::function, source::memory),
                    luajit.interpreter()))
        .toList();
  }
}
