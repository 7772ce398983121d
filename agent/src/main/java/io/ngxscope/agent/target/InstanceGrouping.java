package io.ngxscope.agent.target;

import io.ngxscope.agent.target.Instance.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sorts processes into instances and generations. Pure. */
final class InstanceGrouping {
  /**
   * Workers of one generation are forked within a moment; those of two reloads are not, in
   * milliseconds.
   */
  private static final long GENERATION_GAP_MILLIS = 1_000;

  private static final Comparator<Target> BY_START =
      Comparator.comparing((Target t) -> t.key().startTicks()).thenComparing(Target::pid);

  private InstanceGrouping() {}

  /**
   * Groups by master; workers without one, by the process group that their master had.
   *
   * @param groups for each target that has no master, the number of its process group
   */
  static List<Instance> group(List<Target> targets, Map<Target, Integer> groups) {
    Map<String, List<Target>> families = new LinkedHashMap<>();
    for (Target target : targets) {
      families.computeIfAbsent(family(target, groups), k -> new ArrayList<>()).add(target);
    }
    return families.values().stream().map(InstanceGrouping::instance).toList();
  }

  private static String family(Target target, Map<Target, Integer> groups) {
    if (target.role() == Role.SINGLE) {
      return "single " + target.pid();
    }
    return target.masterPid() > 0
        ? "master " + target.masterPid()
        : "orphans " + groups.getOrDefault(target, 0) + " " + target.exe();
  }

  private static Instance instance(List<Target> family) {
    Optional<Target> master = family.stream().filter(t -> t.role() == Role.MASTER).findFirst();
    List<Target> helpers = family.stream().filter(t -> t.role() == Role.HELPER).toList();
    return new Instance(master, workers(family), helpers);
  }

  private static List<Worker> workers(List<Target> family) {
    List<Worker> workers = new ArrayList<>();
    family.stream()
        .filter(t -> t.role().serves() && t.role() != Role.SHUTTING_DOWN_WORKER)
        .sorted(BY_START)
        .forEach(t -> workers.add(new Worker(t, 0)));
    int generation = 0;
    long newer = Long.MAX_VALUE;
    for (Target old : newestFirst(family)) {
      boolean sameReload = newer - old.startUnixMillis() <= GENERATION_GAP_MILLIS;
      generation += sameReload ? 0 : 1;
      newer = old.startUnixMillis();
      workers.add(new Worker(old, generation));
    }
    return workers;
  }

  private static List<Target> newestFirst(List<Target> family) {
    return family.stream()
        .filter(t -> t.role() == Role.SHUTTING_DOWN_WORKER)
        .sorted(BY_START.reversed())
        .toList();
  }
}
