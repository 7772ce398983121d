package io.ngxscope.agent.session;

import io.ngxscope.agent.luajit.LuaJitModule;
import io.ngxscope.agent.os.jna.ProcessMemory;
import io.ngxscope.agent.probe.Check;
import io.ngxscope.agent.probe.Check.CannotTell;
import io.ngxscope.agent.probe.Check.Supported;
import io.ngxscope.agent.probe.Check.Unsupported;
import io.ngxscope.agent.probe.TargetCheck;
import io.ngxscope.agent.probe.TargetChecks;
import io.ngxscope.agent.probe.Tracer;
import io.ngxscope.agent.stack.VmFinder;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The questions about a process that its memory answers: is it nginx, and which LuaJIT has it. */
public final class NginxChecks {
  /**
   * Written after every return to the event loop; the watch reads nothing else of an idle worker.
   */
  private static final String CLOCK = "ngx_cached_time";

  private final ElfCache elfs = new ElfCache();

  /** Nothing is read before somebody asks. */
  public NginxChecks() {}

  /** Every question about a process, those of the operating system first. */
  public List<TargetCheck> list() {
    return Stream.concat(
            TargetChecks.LIST.stream(),
            Stream.of(
                new TargetCheck("event-loop", "event loop", Set.of(Tracer.WATCH), this::eventLoop),
                new TargetCheck("luajit", "LuaJIT", Set.of(), this::luajit)))
        .toList();
  }

  /** The LuaJIT of a process in words; empty if it has none or cannot be read. */
  public String luajitWords(Target target) {
    return luajit(target) instanceof Supported supported ? supported.detail() : "";
  }

  private Check eventLoop(Target target) {
    return look(
        target,
        (image, memory) ->
            image.address(m -> m.equals(image.mainExecutable()), CLOCK).isPresent()
                ? new Supported("its clock can be found")
                : new Unsupported(
                    "the program exports no " + CLOCK + ": no nginx, or one linked without exports",
                    ""));
  }

  private Check luajit(Target target) {
    return look(target, (image, memory) -> luajit(image, memory));
  }

  private static Check luajit(ProcessImage image, ProcessMemory memory) {
    Optional<LuaJitModule> module = LuaJitModule.find(image);
    if (module.isEmpty()) {
      return new Unsupported("none is loaded", "C stacks and system calls are shown all the same");
    }
    VmFinder.Found found = new VmFinder(image, memory, module.get()).byConfiguration();
    if (!found.vms().isEmpty()) {
      return new Supported(module.get().words(found.vms().get(0).layout()));
    }
    if (found.shortReferences()) {
      return new Unsupported("built with 32-bit references (no GC64): not supported yet", "");
    }
    return new CannotTell(
        module.get().module().name() + " is loaded, but no Lua VM of nginx was found");
  }

  private Check look(Target target, BiFunction<ProcessImage, ProcessMemory, Check> question) {
    ProcessMemory memory = new ProcessMemory(target.pid());
    try {
      return question.apply(ProcessImage.read(target.pid(), memory, elfs), memory);
    } catch (IOException e) {
      return new CannotTell("its memory map may not be read");
    }
  }
}
