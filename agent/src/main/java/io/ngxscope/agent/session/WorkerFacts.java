package io.ngxscope.agent.session;

import io.ngxscope.agent.luajit.LuaJitLayout;
import io.ngxscope.agent.luajit.LuaJitModule;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.nginx.PhaseReader;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.KernelStack;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcStat;
import io.ngxscope.agent.os.jna.ProcessMemory;
import io.ngxscope.agent.probe.Fact;
import io.ngxscope.agent.probe.ProbeFacts;
import io.ngxscope.agent.stack.RequestFacts;
import io.ngxscope.agent.stack.VmFinder;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds out about a worker what scripts want to know; nothing in the worker changes by it. */
public final class WorkerFacts {
  private static final List<Fact> OF_VM =
      List.of(
          Fact.VM_G,
          Fact.VM_L_BASE,
          Fact.VM_L_STACK,
          Fact.VM_L_CFRAME,
          Fact.VM_L_EXDATA,
          Fact.VM_L_EXDATA2,
          Fact.VM_G_GC_TOTAL,
          Fact.VM_G_VMSTATE,
          Fact.VM_G_CUR_L,
          Fact.VM_G_JIT_BASE,
          Fact.VM_PROTO_SIZE,
          Fact.VM_PROTO_FIRSTLINE,
          Fact.VM2_G);

  private final ElfCache elfs = new ElfCache();

  /**
   * Looks at a worker.
   *
   * @throws ProcException if it is gone
   */
  public ProbeFacts of(Target target) throws ProcException {
    Pid pid = target.pid();
    ProbeFacts.Builder facts = new ProbeFacts.Builder();
    facts.number(Fact.WORKER_PID, pid.value());
    facts.address(Fact.STACK_TOP, ProcStat.read(pid).startStack() + 8);
    facts.number(Fact.PT_REGS, KernelStack.savedRegisters());
    ProcessMemory memory = new ProcessMemory(pid);
    Optional<ProcessImage> image = image(pid, memory);
    image.ifPresent(i -> requests(i, memory, facts));
    Optional<LuaJitModule> luajit = image.flatMap(LuaJitModule::find);
    if (luajit.isEmpty()) {
      String why =
          image.isEmpty()
              ? "the memory map of the process cannot be read"
              : "no object of the process exports LuaJIT's functions";
      noLuaJit(facts, why);
      return facts.build();
    }
    luajit(target, luajit.get(), facts);
    VmFinder.Found vms = new VmFinder(image.get(), memory, luajit.get()).everywhere();
    vm(vms, facts);
    new AllocatorSites(image.get(), luajit.get(), memory)
        .into(facts, vms.vms(), path -> openable(target, path));
    return facts.build();
  }

  private static void requests(ProcessImage image, ProcessMemory memory, ProbeFacts.Builder facts) {
    RequestFacts.layout(image, memory)
        .ifPresent(
            layout -> {
              facts.address(Fact.REQUEST_URI, layout.uri());
              facts.address(Fact.REQUEST_UNPARSED_URI, layout.unparsedUri());
              if (layout.methodName() > 0) {
                facts.address(Fact.REQUEST_METHOD, layout.methodName());
              }
            });
    RequestFacts.phases(image, memory)
        .flatMap(PhaseReader::path)
        .ifPresent(
            path -> {
              facts.address(Fact.REQUEST_CTX, path.contexts());
              facts.address(Fact.CTX_SLOT, path.slot());
              facts.address(Fact.CTX_PHASE, path.context());
            });
  }

  private static void noLuaJit(ProbeFacts.Builder facts, String why) {
    OF_VM.forEach(fact -> facts.missing(fact, why));
    List.of(
            Fact.LUAJIT_FILE,
            Fact.GC_STEP_SITE,
            Fact.STR_NEW_SITE,
            Fact.STR_NEW_RETURNS,
            Fact.ALLOC_SITE,
            Fact.ALLOC_RESULTS,
            Fact.STR_COMPARE,
            Fact.STR_ALLOCATE,
            Fact.STR_RESIZE,
            Fact.STR_REHASH,
            Fact.RESUME_FINISHED,
            Fact.RESUME_LEAVING,
            Fact.INTERPRETER_START,
            Fact.INTERPRETER_END)
        .forEach(fact -> facts.missing(fact, why));
  }

  private Optional<ProcessImage> image(Pid pid, ProcessMemory memory) {
    try {
      return Optional.of(ProcessImage.read(pid, memory, elfs));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void luajit(Target target, LuaJitModule luajit, ProbeFacts.Builder facts) {
    facts.file(Fact.LUAJIT_FILE, openable(target, luajit.module().path()));
    AddressRange interpreter = luajit.interpreter();
    if (interpreter.size() > 0) {
      facts.address(Fact.INTERPRETER_START, interpreter.start());
      facts.address(Fact.INTERPRETER_END, interpreter.end());
    } else {
      facts.missing(Fact.INTERPRETER_START, "its code was not recognized");
      facts.missing(Fact.INTERPRETER_END, "its code was not recognized");
    }
    new LuaJitSites(luajit, openable(target, luajit.module().path())).into(facts);
  }

  /** The same file as the worker's, if our own root has it; else through the worker's root. */
  private static String openable(Target target, String path) {
    Path own = Path.of(path);
    Path theirs = target.file(path);
    try {
      return Files.exists(own) && Files.isSameFile(own, theirs) ? path : theirs.toString();
    } catch (IOException e) {
      return theirs.toString();
    }
  }

  private static void vm(VmFinder.Found found, ProbeFacts.Builder facts) {
    if (found.vms().isEmpty()) {
      String why =
          found.shortReferences()
              ? "this LuaJIT uses 32-bit references (no GC64), which is not supported yet"
              : "no Lua VM was found in the worker";
      OF_VM.forEach(fact -> facts.missing(fact, why));
      return;
    }
    VmAddress vm = found.vms().get(0);
    LuaJitLayout layout = vm.layout();
    facts.address(Fact.VM_G, vm.global());
    facts.address(Fact.VM_L_BASE, layout.state().base());
    facts.address(Fact.VM_L_STACK, layout.state().stack());
    facts.address(Fact.VM_L_CFRAME, layout.state().cframe());
    facts.address(Fact.VM_G_GC_TOTAL, layout.global().gcTotal());
    facts.address(Fact.VM_G_VMSTATE, layout.global().vmstate());
    facts.address(Fact.VM_G_CUR_L, layout.global().curL());
    facts.address(Fact.VM_G_JIT_BASE, layout.global().jitBase());
    facts.address(Fact.VM_PROTO_SIZE, layout.proto().bytes());
    facts.address(Fact.VM_PROTO_FIRSTLINE, layout.proto().firstline());
    if (found.vms().size() > 1) {
      facts.address(Fact.VM2_G, found.vms().get(1).global());
    } else {
      facts.missing(Fact.VM2_G, "there is only one");
    }
    exdata(layout.state(), facts);
  }

  private static void exdata(LuaJitLayout.State state, ProbeFacts.Builder facts) {
    String why = "only OpenResty's LuaJIT has it";
    if (state.exdata().isPresent() && state.exdata2().isPresent()) {
      facts.address(Fact.VM_L_EXDATA, state.exdata().getAsInt());
      facts.address(Fact.VM_L_EXDATA2, state.exdata2().getAsInt());
    } else {
      facts.missing(Fact.VM_L_EXDATA, why).missing(Fact.VM_L_EXDATA2, why);
    }
  }
}
