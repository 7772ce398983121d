package io.ngxscope.agent.target;

import io.ngxscope.agent.model.DiagnosticException.NoPermission;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.os.BootTime;
import io.ngxscope.agent.os.NoSuchProcess;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.os.ProcUnusable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds nginx processes: all of the machine, or those that a user means by a number. */
public final class TargetFinder {
  private final ProcFs fs;
  private final BootTime boot;

  TargetFinder(ProcFs fs, BootTime boot) {
    this.fs = fs;
    this.boot = boot;
  }

  /** One for this machine. */
  public static TargetFinder live() {
    try {
      return new TargetFinder(ProcFs.LIVE, BootTime.read());
    } catch (ProcUnusable e) {
      throw new Unsupported(e.getMessage(), "mount the proc file system");
    }
  }

  /** Every nginx of the machine, containers included, by the number of its first process. */
  public List<Instance> find() {
    Population population = Population.read(fs);
    TargetReader reader = new TargetReader(fs, boot, population);
    List<Target> targets = new ArrayList<>();
    Map<Target, Integer> groups = new HashMap<>();
    for (ProcessFacts facts : population.nginx()) {
      readIfAlive(reader, facts)
          .ifPresent(
              target -> {
                targets.add(target);
                groups.put(target, facts.stat().processGroup());
              });
    }
    return InstanceGrouping.group(targets, groups).stream()
        .sorted(Comparator.comparing((Instance i) -> i.head().pid()))
        .toList();
  }

  /**
   * The processes that a user means, all of which we may read and stop.
   *
   * @param pids as for {@link #identify}
   * @throws NoTarget as {@link #identify}
   * @throws NoPermission if one of them may not be read
   */
  public List<Target> resolve(List<Pid> pids) {
    List<Target> targets = identify(pids);
    targets.forEach(TargetErrors::requireTraceRight);
    return targets;
  }

  /**
   * The processes that a user means, whether we may read them or not: a worker stands for itself, a
   * master for all its workers, and what is not nginx for itself, with {@link Role#OTHER}.
   *
   * @param pids numbers as we see them; double mentions count once
   * @return one or more, in the order of the numbers
   * @throws NoTarget if a number is no process, or one that cannot be looked at
   */
  public List<Target> identify(List<Pid> pids) {
    Population population = Population.read(fs);
    TargetReader reader = new TargetReader(fs, boot, population);
    Map<ProcessKey, Target> targets = new LinkedHashMap<>();
    for (Pid pid : pids) {
      for (Target target : identify(pid, population, reader)) {
        targets.putIfAbsent(target.key(), target);
      }
    }
    return List.copyOf(targets.values());
  }

  private List<Target> identify(Pid pid, Population population, TargetReader reader) {
    ProcessFacts facts =
        population.find(pid.value()).orElseThrow(() -> TargetErrors.missing(fs, pid, find()));
    TargetErrors.rejectUnwatchable(facts);
    Target target =
        readIfAlive(reader, facts).orElseThrow(() -> TargetErrors.missing(fs, pid, find()));
    return target.role() == Role.MASTER ? workersOf(target, population, reader) : List.of(target);
  }

  private static List<Target> workersOf(Target master, Population population, TargetReader reader) {
    List<Target> workers =
        population.nginx().stream()
            .filter(p -> p.stat().parent() == master.pid().value())
            .filter(p -> !p.stat().isZombie() && population.roleOf(p).serves())
            .flatMap(p -> readIfAlive(reader, p).stream())
            .toList();
    if (workers.isEmpty()) {
      throw TargetErrors.noWorkers(master);
    }
    return workers;
  }

  /**
   * The workers that a master has now, the shutting-down ones included, and the master that takes
   * over from it in a binary upgrade. Costs some 0.1 ms and 0.05 ms a worker, so that a capture can
   * ask several times a second.
   *
   * @throws NoSuchProcess if this very master is gone
   */
  List<WorkerSeen> childrenOf(ProcessKey master) throws ProcException {
    return WorkerScan.of(fs, master);
  }

  /** Everything about a process, such as one that {@link #childrenOf} has just seen. */
  public Optional<Target> describe(Pid pid) {
    Population population = Population.read(fs);
    return population
        .find(pid.value())
        .flatMap(p -> readIfAlive(new TargetReader(fs, boot, population), p));
  }

  /** Whether the very same process still lives. */
  public boolean isAlive(ProcessKey process) {
    return WorkerScan.isAlive(fs, process);
  }

  private static Optional<Target> readIfAlive(TargetReader reader, ProcessFacts facts) {
    try {
      return facts.stat().isZombie() ? Optional.empty() : Optional.of(reader.read(facts));
    } catch (ProcException e) {
      return Optional.empty();
    }
  }
}
