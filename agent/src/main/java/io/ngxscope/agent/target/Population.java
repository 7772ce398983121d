package io.ngxscope.agent.target;

import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.os.ProcUnusable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All processes of the machine at one moment, as far as they could be read. */
final class Population {
  private final Map<Integer, ProcessFacts> processes = new LinkedHashMap<>();
  private final RoleFinder roles;

  private Population(Map<Integer, ProcessFacts> processes) {
    this.processes.putAll(processes);
    this.roles = new RoleFinder(processes.values());
  }

  /** Reads them; who disappears meanwhile, or is hidden ({@code hidepid}), is left out. */
  static Population read(ProcFs fs) {
    Map<Integer, ProcessFacts> processes = new LinkedHashMap<>();
    for (Pid pid : pids(fs)) {
      readIfThere(fs, pid).ifPresent(facts -> processes.put(pid.value(), facts));
    }
    return new Population(processes);
  }

  private static Optional<ProcessFacts> readIfThere(ProcFs fs, Pid pid) {
    try {
      return Optional.of(ProcessFacts.read(fs, pid));
    } catch (ProcException e) {
      return Optional.empty();
    }
  }

  private static List<Pid> pids(ProcFs fs) {
    try {
      return fs.pids();
    } catch (ProcUnusable e) {
      throw new Unsupported(e.getMessage(), "mount the proc file system");
    }
  }

  /** All that do something for nginx, in rising order. */
  List<ProcessFacts> nginx() {
    return processes.values().stream().filter(p -> roles.roleOf(p) != Role.OTHER).toList();
  }

  Role roleOf(ProcessFacts process) {
    return roles.roleOf(process);
  }

  Optional<ProcessFacts> find(int pid) {
    return Optional.ofNullable(processes.get(pid));
  }

  /** The master of a worker or helper, if it still lives. */
  Optional<ProcessFacts> masterOf(ProcessFacts process) {
    Optional<ProcessFacts> parent = find(process.stat().parent());
    if (parent.isEmpty()) {
      return Optional.empty();
    }
    return switch (roles.roleOf(parent.get())) {
      case MASTER -> parent;
      case WORKER, SHUTTING_DOWN_WORKER -> masterOf(parent.get()); // a fork of a worker
      case SINGLE, HELPER, OTHER -> Optional.empty();
    };
  }
}
