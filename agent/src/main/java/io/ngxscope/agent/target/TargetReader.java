package io.ngxscope.agent.target;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.BootTime;
import io.ngxscope.agent.os.ProcCgroup;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.os.ProcStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Completes what is known about a process to a {@link Target}; remembers executables. */
final class TargetReader {
  private final ProcFs fs;
  private final BootTime boot;
  private final Population population;
  private final Map<String, ConfigLocation> builtIn = new HashMap<>();

  TargetReader(ProcFs fs, BootTime boot, Population population) {
    this.fs = fs;
    this.boot = boot;
    this.population = population;
  }

  /** Reads the rest, which fails only if the process is gone or hidden by now. */
  Target read(ProcessFacts facts) throws ProcException {
    Pid pid = facts.stat().pid();
    ProcStatus status = ProcStatus.parse(fs.text(pid, "status"));
    Namespaces namespaces = namespaces(pid, status);
    Role role = population.roleOf(facts);
    Optional<ProcessFacts> master =
        role == Role.MASTER ? Optional.of(facts) : population.masterOf(facts);
    return new Target(
        facts.stat().key(),
        boot.unixMillis(facts.stat().startTicks()),
        role,
        master.map(m -> m.stat().pid().value()).orElse(0),
        insideRoot(facts.exePath(), namespaces),
        facts.isExeDeleted(),
        String.join(" ", facts.arguments()),
        config(role, facts, master),
        namespaces,
        status.effectiveUid());
  }

  private Namespaces namespaces(Pid pid, ProcStatus status) {
    return new Namespaces(
        status.namespacePids(),
        hasOwnMounts(pid),
        linkOrEmpty(pid, "root"),
        container(pid).orElse(""));
  }

  private boolean hasOwnMounts(Pid pid) {
    String theirs = linkOrEmpty(pid, "ns/mnt");
    String ours = linkOrEmpty(new Pid((int) ProcessHandle.current().pid()), "ns/mnt");
    return !theirs.isEmpty() && !ours.isEmpty() && !theirs.equals(ours);
  }

  private Optional<String> container(Pid pid) {
    try {
      return ProcCgroup.parse(fs.text(pid, "cgroup")).container();
    } catch (ProcException e) {
      return Optional.empty();
    }
  }

  private String linkOrEmpty(Pid pid, String name) {
    try {
      return fs.link(pid, name);
    } catch (ProcException e) {
      return "";
    }
  }

  /** The kernel names a file of a chroot by its path outside. */
  private static String insideRoot(String path, Namespaces namespaces) {
    boolean outside = namespaces.isChroot() && path.startsWith(namespaces.root() + "/");
    return outside ? path.substring(namespaces.root().length()) : path;
  }

  private ConfigLocation config(Role role, ProcessFacts facts, Optional<ProcessFacts> master) {
    // Workers do not keep the command line; a single process has its own.
    if (role == Role.SINGLE) {
      return ConfigLocation.of(facts.arguments(), builtIn(facts));
    }
    return master
        .filter(m -> !m.isTitleCut())
        .map(m -> ConfigLocation.of(m.arguments(), builtIn(m)))
        .orElse(ConfigLocation.UNKNOWN);
  }

  private ConfigLocation builtIn(ProcessFacts process) {
    Pid pid = process.stat().pid();
    String key = process.exe() + " in " + linkOrEmpty(pid, "ns/mnt");
    return builtIn.computeIfAbsent(key, k -> BuiltInConfig.read(fs.path(pid, "exe")));
  }
}
