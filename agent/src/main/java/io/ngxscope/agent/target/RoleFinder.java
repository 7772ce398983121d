package io.ngxscope.agent.target;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells the roles of processes from their titles, names and families. Pure. */
final class RoleFinder {
  private final Map<Integer, ProcessFacts> byPid = new HashMap<>();
  private final Map<Integer, ProcessFacts> namedByParent = new HashMap<>();

  /** All processes of the machine, or as many of them as matter. */
  RoleFinder(Collection<ProcessFacts> processes) {
    for (ProcessFacts process : processes) {
      byPid.put(process.stat().pid().value(), process);
      if (process.isNamedNginx()) {
        namedByParent.put(process.stat().parent(), process);
      }
    }
  }

  /** The role of one of them. */
  Role roleOf(ProcessFacts process) {
    return switch (process.title()) {
      case MASTER -> Role.MASTER;
      case WORKER -> hasWorkerAsParent(process) ? Role.HELPER : Role.WORKER;
      case SHUTTING_DOWN -> hasWorkerAsParent(process) ? Role.HELPER : Role.SHUTTING_DOWN_WORKER;
      case HELPER -> Role.HELPER;
      case CUT -> process.isNamedNginx() ? byFamily(process) : Role.OTHER;
      case NONE -> process.isNamedNginx() ? untitled(process) : Role.OTHER;
    };
  }

  /** A fork of a worker looks like a worker until it runs another program. */
  private boolean hasWorkerAsParent(ProcessFacts process) {
    ProcessFacts parent = parentOf(process);
    return parent != null
        && (parent.title() == ProcessTitle.WORKER || parent.title() == ProcessTitle.SHUTTING_DOWN);
  }

  private Role byFamily(ProcessFacts process) {
    ProcessFacts parent = parentOf(process);
    if (parent != null && parent.isNamedNginx()) {
      return Role.WORKER;
    }
    return namedByParent.containsKey(process.stat().pid().value()) ? Role.MASTER : Role.SINGLE;
  }

  /** Masters and workers write titles soon after their start; who has none is alone or passing. */
  private Role untitled(ProcessFacts process) {
    ProcessFacts parent = parentOf(process);
    if (parent != null && parent.title() != ProcessTitle.NONE && parent.isNamedNginx()) {
      return Role.HELPER;
    }
    return process.isOneShot() ? Role.OTHER : Role.SINGLE;
  }

  private @Nullable ProcessFacts parentOf(ProcessFacts process) {
    return byPid.get(process.stat().parent());
  }
}
