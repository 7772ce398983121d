package io.ngxscope.agent.unwind;

import io.ngxscope.agent.code.LuaJitAnchors;
import io.ngxscope.agent.luajit.LuaVm;
import io.ngxscope.agent.luajit.VmLocator;
import io.ngxscope.agent.luajit.VmState;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.ProcStat;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.jna.ProcessMemory;
import io.ngxscope.agent.os.jna.Ptrace;
import io.ngxscope.agent.os.jna.Registers;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.GeneratedCode;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes samples of a live worker: by a brief stop, or without one while it is blocked. */
final class LiveSampler {
  private final Pid pid;
  private final ProcessMemory memory;
  private final Ptrace ptrace = new Ptrace();
  private final long stackTop;
  private final Optional<LuaVm> vm;
  private ProcessImage image;

  /**
   * What a gear would hand to the unwinder.
   *
   * @param registers as far as known
   * @param stack copied from the stack pointer to its top
   * @param cframes links of LuaJIT's frames, innermost first
   */
  record Sample(StartRegisters registers, long stackAddress, byte[] stack, long[] cframes) {
    StackMemory memory() {
      return StackMemory.of(stackAddress, stack, stack.length);
    }

    CFrames chain() {
      return CFrames.of(cframes);
    }
  }

  LiveSampler(int pid) throws Exception {
    this.pid = new Pid(pid);
    this.memory = new ProcessMemory(this.pid);
    this.stackTop = ProcStat.read(this.pid).startStack() + 8;
    this.image = ProcessImage.read(this.pid, memory, new ElfCache());
    this.vm = locate();
  }

  ProcessImage image() {
    return image;
  }

  /** Takes in memory that was mapped since. */
  void refresh() throws IOException {
    image = ProcessImage.read(pid, memory, new ElfCache());
  }

  boolean seesLua() {
    return vm.isPresent();
  }

  /** Where LuaJIT's own code lies. */
  LuaJitRanges ranges() throws IOException {
    LoadedModule luajit = image.module(m -> m.name().startsWith("libluajit"));
    if (luajit == null) {
      return LuaJitRanges.NONE;
    }
    AddressRange inObject = LuaJitAnchors.interpreter(luajit.elf()).result().orElseThrow();
    AddressRange interpreter =
        new AddressRange(luajit.toProcess(inObject.start()), luajit.toProcess(inObject.end()));
    List<AddressRange> traces =
        image.generatedCode().stream()
            .filter(g -> g.kind() == GeneratedCode.Kind.TRACES)
            .map(g -> new AddressRange(g.start(), g.end()))
            .toList();
    return new LuaJitRanges(interpreter, traces, LuaJitRanges.CFRAME_BYTES);
  }

  private Optional<LuaVm> locate() {
    LoadedModule luajit = image.module(m -> m.name().startsWith("libluajit"));
    if (luajit == null) {
      return Optional.empty();
    }
    List<AddressRange> code =
        luajit.code().stream().map(m -> new AddressRange(m.start(), m.end())).toList();
    List<AddressRange> writable =
        image.maps().stream()
            .filter(m -> m.isWritable() && (m.isAnonymous() || m.path().equals("[heap]")))
            .map(LiveSampler::range)
            .toList();
    return new VmLocator(memory, code)
        .scan(writable).stream().findFirst().map(a -> new LuaVm(memory, a));
  }

  private static AddressRange range(MemoryMap map) {
    return new AddressRange(map.start(), map.end());
  }

  /** Stops the worker for a moment; null if it does not stop soon. */
  Sample stop() {
    List<Sample> taken = new ArrayList<>();
    Ptrace.Stop stop = ptrace.stop(pid.value(), r -> taken.add(copy(all(r), r.rsp())));
    while (stop instanceof Ptrace.Stop.Pending) {
      stop = ptrace.finish(pid.value(), r -> taken.add(copy(all(r), r.rsp())), System.nanoTime());
    }
    return taken.isEmpty() ? null : taken.get(0);
  }

  /** Reads a blocked worker without touching it; null if it runs, or moved meanwhile. */
  Sample blocked() throws Exception {
    if (!(ProcSyscall.read(pid) instanceof ProcSyscall.Blocked call)) {
      return null;
    }
    Sample sample =
        copy(StartRegisters.of(call.programCounter(), call.stackPointer()), call.stackPointer());
    return call.equals(ProcSyscall.read(pid)) ? sample : null;
  }

  /** For threads, whose stacks end with their mapping. */
  Sample copyToTheEndOfTheMapping(long pc, long sp) {
    long end =
        image.maps().stream()
            .filter(m -> m.contains(sp))
            .mapToLong(MemoryMap::end)
            .findFirst()
            .orElse(sp);
    byte[] stack = new byte[(int) Math.min(end - sp, 1 << 20)];
    memory.read(sp, stack, stack.length);
    return new Sample(StartRegisters.of(pc, sp), sp, stack, new long[0]);
  }

  private static StartRegisters all(Registers r) {
    return StartRegisters.of(r.rip(), r.rsp())
        .with(StartRegisters.RBP, r.rbp())
        .with(StartRegisters.RBX, r.rbx())
        .with(StartRegisters.R12, r.r12())
        .with(StartRegisters.R13, r.r13())
        .with(StartRegisters.R14, r.r14())
        .with(StartRegisters.R15, r.r15());
  }

  private Sample copy(StartRegisters registers, long sp) {
    byte[] stack = new byte[(int) Math.max(0, Math.min(stackTop - sp, 1 << 20))];
    memory.read(sp, stack, stack.length);
    List<Long> chain = new ArrayList<>();
    long link = vm.flatMap(LuaVm::state).map(VmState::cframe).orElse(0L);
    while (link != 0 && chain.size() < 200) {
      chain.add(link & ~3L);
      link = memory.readLong((link & ~3L) + 32) & ~3L;
    }
    return new Sample(registers, sp, stack, chain.stream().mapToLong(Long::longValue).toArray());
  }
}
