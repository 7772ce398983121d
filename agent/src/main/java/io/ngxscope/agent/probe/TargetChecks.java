package io.ngxscope.agent.probe;

import static io.ngxscope.agent.probe.Tracer.BPFTRACE;
import static io.ngxscope.agent.probe.Tracer.PERF;
import static io.ngxscope.agent.probe.Tracer.SYSTEMTAP;
import static io.ngxscope.agent.probe.Tracer.WATCH;

import io.ngxscope.agent.model.DiagnosticException.NoPermission;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.NoSuchProcess;
import io.ngxscope.agent.os.ProcCmdline;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcStatus;
import io.ngxscope.agent.os.TraceRight;
import io.ngxscope.agent.probe.Check.CannotTell;
import io.ngxscope.agent.probe.Check.Supported;
import io.ngxscope.agent.probe.Check.Unsupported;
import io.ngxscope.agent.target.Role;
import io.ngxscope.agent.target.Standstill;
import io.ngxscope.agent.target.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The questions about a process that need nothing but the operating system. */
public final class TargetChecks {
  private static final Set<Tracer> ALL = Set.of(WATCH, BPFTRACE, PERF, SYSTEMTAP);

  /** In the order in which they are shown. */
  public static final List<TargetCheck> LIST =
      List.of(
          new TargetCheck("role", "nginx", Set.of(), TargetChecks::role),
          new TargetCheck("memory", "memory and registers", Set.of(WATCH), TargetChecks::memory),
          new TargetCheck("tracer", "free of other tracers", Set.of(), TargetChecks::otherTracer),
          new TargetCheck("runs", "allowed to run", Set.of(), TargetChecks::runs),
          new TargetCheck("executable", "executable", ALL, TargetChecks::executable),
          new TargetCheck("namespaces", "place", Set.of(), TargetChecks::place));

  private TargetChecks() {}

  private static Check role(Target target) {
    return target.role() == Role.OTHER
        ? new CannotTell("neither its title nor its executable is nginx's")
        : new Supported(target.title());
  }

  private static Check memory(Target target) {
    try {
      Optional<NoPermission> missing = TraceRight.missing(target.pid());
      return missing.isEmpty()
          ? new Supported("can be read")
          : new Unsupported(String.valueOf(missing.get().getMessage()), missing.get().advice());
    } catch (NoSuchProcess e) {
      return gone();
    }
  }

  /** The kernel allows one tracer at a time, so that a running worker could not be stopped. */
  private static Check otherTracer(Target target) {
    try {
      int tracer = ProcStatus.read(target.pid()).tracer();
      return tracer == 0
          ? new Supported("")
          : new Unsupported(
              "process " + tracer + " (" + command(tracer) + ") traces it already",
              "end that one, or use --no-stop");
    } catch (ProcException e) {
      return gone();
    }
  }

  private static Check runs(Target target) {
    return Standstill.of(target.pid())
        .<Check>map(why -> new Unsupported(why, "let it run before you look for what it does"))
        .orElse(new Supported(""));
  }

  private static String command(int pid) {
    try {
      return ProcCmdline.read(new Pid(pid)).title();
    } catch (ProcException e) {
      return "?";
    }
  }

  private static Check executable(Target target) {
    byte[] head = new byte[5];
    try (InputStream in = Files.newInputStream(target.exeFile())) {
      boolean is64Bit = in.readNBytes(head, 0, head.length) == head.length && isElf64(head);
      return is64Bit
          ? new Supported(target.exe() + (target.exeDeleted() ? " (replaced since)" : ""))
          : new Unsupported("not a 64-bit program: " + target.exe(), "");
    } catch (IOException e) {
      return new Unsupported("it may not be read: " + target.exeFile(), "run as root (sudo)");
    }
  }

  /** {@code elf(5)}: the magic number, then ELFCLASS64. */
  private static boolean isElf64(byte[] head) {
    return head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F' && head[4] == 2;
  }

  private static Check place(Target target) {
    if (target.namespaces().root().isEmpty()) {
      return new CannotTell("its root folder may not be read");
    }
    StringBuilder place = new StringBuilder();
    if (!target.namespaces().container().isEmpty()) {
      place.append("container ").append(target.namespaces().container()).append(", ");
    }
    if (target.namespaces().ownPids()) {
      place.append("PID ").append(target.namespaces().ownPid()).append(" inside, ");
    }
    if (target.namespaces().isChroot()) {
      place.append("chroot ").append(target.namespaces().root()).append(", ");
    }
    place.append(target.namespaces().ownMounts() ? "own file systems" : "our file systems");
    return new Supported(place.toString());
  }

  private static Check gone() {
    return new Unsupported("the process has ended", "");
  }
}
