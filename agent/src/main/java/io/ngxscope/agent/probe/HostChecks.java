package io.ngxscope.agent.probe;

import static io.ngxscope.agent.probe.Tracer.BPFTRACE;
import static io.ngxscope.agent.probe.Tracer.PERF;
import static io.ngxscope.agent.probe.Tracer.SYSTEMTAP;
import static io.ngxscope.agent.probe.Tracer.WATCH;

import io.ngxscope.agent.os.Capabilities.Capability;
import io.ngxscope.agent.os.KernelConfig.Setting;
import io.ngxscope.agent.probe.Check.CannotTell;
import io.ngxscope.agent.probe.Check.Supported;
import io.ngxscope.agent.probe.Check.Unsupported;
import java.util.List;
import java.util.Set;

/** The questions about kernel and privileges; one entry and one small method each. */
public final class HostChecks {
  private static final Set<Tracer> ALL = Set.of(WATCH, BPFTRACE, PERF, SYSTEMTAP);
  private static final Set<Tracer> PROBES = Set.of(BPFTRACE, PERF, SYSTEMTAP);
  private static final String AS_ROOT = "run as root (sudo)";

  /** In the order in which they are shown. */
  public static final List<HostCheck> LIST =
      List.of(
          new HostCheck("arch", "processor", ALL, HostChecks::architecture),
          new HostCheck("ptrace", "right to read processes", Set.of(WATCH), HostChecks::ptrace),
          new HostCheck("yama", "ptrace scope (Yama)", Set.of(WATCH), HostChecks::yama),
          new HostCheck("seccomp", "filter of system calls", ALL, HostChecks::seccomp),
          new HostCheck("pid-namespace", "sees all processes", PROBES, HostChecks::pidNamespace),
          new HostCheck("cross-memory", "process_vm_readv", Set.of(WATCH), HostChecks::memory),
          new HostCheck("schedstat", "CPU time in nanoseconds", Set.of(), HostChecks::schedstat),
          new HostCheck("lockdown", "kernel lockdown", PROBES, HostChecks::lockdown),
          new HostCheck("bpf", "BPF programs", Set.of(BPFTRACE), HostChecks::bpf),
          new HostCheck("perf-events", "perf events", Set.of(BPFTRACE, PERF), HostChecks::perf),
          new HostCheck("uprobes", "probes in user code", PROBES, HostChecks::uprobes),
          new HostCheck("tracefs", "tracing file system", Set.of(BPFTRACE), HostChecks::tracefs),
          new HostCheck("btf", "kernel type information", Set.of(), HostChecks::btf),
          new HostCheck("modules", "kernel modules", Set.of(SYSTEMTAP), HostChecks::modules));

  private HostChecks() {}

  private static Check architecture(Machine machine) {
    String arch = machine.kernel().architecture();
    return arch.equals("amd64")
        ? new Supported("x86-64")
        : new Unsupported(
            arch + ": stacks and layouts are known for x86-64 only", "use an x86-64 machine");
  }

  private static Check ptrace(Machine machine) {
    if (machine.own().has(Capability.CAP_SYS_PTRACE)) {
      return new Supported("CAP_SYS_PTRACE is in force");
    }
    return machine.own().isRoot()
        ? new Unsupported(
            "root without CAP_SYS_PTRACE: a container holds it back",
            "give the container CAP_SYS_PTRACE, or run on the host")
        : new CannotTell(
            "without CAP_SYS_PTRACE only unprotected processes of your own can be read; "
                + AS_ROOT);
  }

  private static Check yama(Machine machine) {
    int scope = machine.kernel().yamaScope().orElse(0);
    boolean privileged = machine.own().has(Capability.CAP_SYS_PTRACE);
    if (scope == 3) {
      return new Unsupported(
          "kernel.yama.ptrace_scope is 3: no process can be read by another",
          "set it to 1 for the next boot; it cannot be lowered before");
    }
    return scope == 0 || privileged
        ? new Supported(machine.kernel().yamaScope().isPresent() ? "scope " + scope : "no Yama")
        : new Unsupported(
            "kernel.yama.ptrace_scope is " + scope + ": only CAP_SYS_PTRACE helps",
            AS_ROOT + " or set it to 0");
  }

  private static Check seccomp(Machine machine) {
    return machine.seccomp()
        ? new CannotTell("a seccomp filter is laid upon us and may forbid ptrace, bpf or perf")
        : new Supported("none");
  }

  private static Check pidNamespace(Machine machine) {
    return machine.kernel().ownPidNamespace()
        ? new Unsupported(
            "we run in a PID namespace of our own: the kernel's tracers name processes by other"
                + " numbers than ours",
            "run on the host, or in a container with its PID namespace (--pid=host)")
        : new Supported("initial PID namespace");
  }

  private static Check memory(Machine machine) {
    return switch (machine.kernel().config().get("CONFIG_CROSS_MEMORY_ATTACH")) {
      case YES, MODULE -> new Supported("");
      case NO -> new Unsupported("the kernel is built without CONFIG_CROSS_MEMORY_ATTACH", "");
      case UNKNOWN -> new CannotTell("the kernel's configuration is not to be read");
    };
  }

  private static Check schedstat(Machine machine) {
    return machine.kernel().schedstat()
        ? new Supported("")
        : new Unsupported("the kernel is built without CONFIG_SCHED_INFO", "");
  }

  private static Check lockdown(Machine machine) {
    String state = machine.kernel().lockdown().orElse("none");
    return state.equals("confidentiality")
        ? new Unsupported(
            "kernel lockdown is in confidentiality mode: no tracer may read memory",
            "boot with lockdown=integrity, or use the watch gear")
        : new Supported(state);
  }

  private static Check bpf(Machine machine) {
    if (machine.kernel().config().get("CONFIG_BPF_SYSCALL") == Setting.NO) {
      return new Unsupported("the kernel is built without CONFIG_BPF_SYSCALL", "");
    }
    boolean allowed =
        machine.own().has(Capability.CAP_SYS_ADMIN) || machine.own().has(Capability.CAP_BPF);
    return allowed
        ? new Supported("")
        : new Unsupported("neither CAP_BPF nor CAP_SYS_ADMIN is in force", AS_ROOT);
  }

  private static Check perf(Machine machine) {
    if (machine.kernel().perfEventParanoid().isEmpty()) {
      return new Unsupported("the kernel is built without CONFIG_PERF_EVENTS", "");
    }
    int paranoid = machine.kernel().perfEventParanoid().getAsInt();
    boolean allowed =
        machine.own().has(Capability.CAP_SYS_ADMIN) || machine.own().has(Capability.CAP_PERFMON);
    return allowed || paranoid < 0
        ? new Supported("kernel.perf_event_paranoid " + paranoid)
        : new Unsupported(
            "kernel.perf_event_paranoid is " + paranoid + ", and CAP_PERFMON is not in force",
            AS_ROOT);
  }

  private static Check uprobes(Machine machine) {
    return machine.kernel().uprobes()
        ? new Supported("")
        : new Unsupported("the kernel is built without CONFIG_UPROBE_EVENTS", "");
  }

  /**
   * Tracepoints have their numbers there. perf samples by a clock of the kernel's own (cpu-clock)
   * and needs none.
   */
  private static Check tracefs(Machine machine) {
    return machine.kernel().tracefs()
        ? new Supported("")
        : new Unsupported(
            "it is not mounted, or may not be read",
            "as root: mount -t tracefs nodev /sys/kernel/tracing");
  }

  private static Check btf(Machine machine) {
    return machine.kernel().btf()
        ? new Supported("")
        : new Unsupported("no /sys/kernel/btf/vmlinux: kernel stacks need headers", "");
  }

  private static Check modules(Machine machine) {
    return switch (machine.kernel().config().get("CONFIG_MODULES")) {
      case YES, MODULE -> new Supported("");
      case NO -> new Unsupported("the kernel loads no modules, of which SystemTap makes one", "");
      case UNKNOWN -> new CannotTell("the kernel's configuration is not to be read");
    };
  }
}
