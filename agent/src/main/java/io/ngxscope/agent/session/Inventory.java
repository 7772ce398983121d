package io.ngxscope.agent.session;

import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcSchedStat;
import io.ngxscope.agent.os.ProcStatus;
import io.ngxscope.agent.target.Instance;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every nginx of the machine with what its processes use just now. */
public final class Inventory {
  private final TargetFinder finder;
  private final Function<Target, String> luajit;

  /**
   * An inventory to be taken.
   *
   * @param luajit describes the LuaJIT of a process, empty without
   */
  public Inventory(TargetFinder finder, Function<Target, String> luajit) {
    this.finder = finder;
    this.luajit = luajit;
  }

  /**
   * A process and what it uses.
   *
   * @param target who
   * @param generation reloads since it was started, as far as known; 0 is the present one
   * @param uptimeMillis how long it runs, in milliseconds
   * @param cpuPercent use of one processor by its main thread while it was looked at; empty if it
   *     may not be known
   * @param residentBytes memory in use, in bytes; empty if it is gone by now
   * @param luajit its LuaJIT in words; empty without
   */
  public record Item(
      Target target,
      int generation,
      long uptimeMillis,
      OptionalDouble cpuPercent,
      OptionalLong residentBytes,
      String luajit) {}

  /**
   * One running nginx.
   *
   * @param master its master, if it has one
   * @param workers who serves requests, the present generation first
   * @param helpers cache manager and the like
   */
  public record Group(Optional<Item> master, List<Item> workers, List<Item> helpers) {
    /** Copies the lists. */
    public Group {
      workers = List.copyOf(workers);
      helpers = List.copyOf(helpers);
    }

    /** The process that stands for all of it. */
    public Item head() {
      return master.orElseGet(() -> workers.isEmpty() ? helpers.get(0) : workers.get(0));
    }
  }

  /**
   * Takes it.
   *
   * @param watch how long the use of processors is measured
   */
  public List<Group> take(Duration watch) throws InterruptedException {
    List<Instance> instances = finder.find();
    Map<Target, Long> before = runNanos(instances);
    long from = System.nanoTime();
    Thread.sleep(watch.toMillis());
    Map<Target, Long> after = runNanos(instances);
    long nanos = System.nanoTime() - from;
    return instances.stream().map(i -> group(i, t -> percent(t, before, after, nanos))).toList();
  }

  private Group group(Instance instance, Function<Target, OptionalDouble> cpu) {
    return new Group(
        instance.master().map(t -> item(t, 0, cpu)),
        instance.workers().stream().map(w -> item(w.target(), w.generation(), cpu)).toList(),
        instance.helpers().stream().map(t -> item(t, 0, cpu)).toList());
  }

  private Item item(Target target, int generation, Function<Target, OptionalDouble> cpu) {
    long uptime = Math.max(0, System.currentTimeMillis() - target.startUnixMillis());
    return new Item(
        target, generation, uptime, cpu.apply(target), resident(target), luajit.apply(target));
  }

  private static Map<Target, Long> runNanos(List<Instance> instances) {
    Map<Target, Long> nanos = new HashMap<>();
    instances.stream().flatMap(Inventory::all).forEach(t -> putRunNanos(t, nanos));
    return nanos;
  }

  private static Stream<Target> all(Instance i) {
    return Stream.of(
            i.master().stream(),
            i.workers().stream().map(Instance.Worker::target),
            i.helpers().stream())
        .flatMap(Function.identity());
  }

  private static void putRunNanos(Target target, Map<Target, Long> nanos) {
    try {
      nanos.put(target, ProcSchedStat.read(target.pid()).runNanos());
    } catch (ProcException e) {
      nanos.remove(target); // gone, or a kernel without it: its use stays unknown
    }
  }

  private static OptionalDouble percent(
      Target target, Map<Target, Long> before, Map<Target, Long> after, long nanos) {
    Long from = before.get(target);
    Long to = after.get(target);
    return from == null || to == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(0, to - from) * 100.0 / nanos);
  }

  private static OptionalLong resident(Target target) {
    try {
      return OptionalLong.of(ProcStatus.read(target.pid()).residentBytes());
    } catch (ProcException e) {
      return OptionalLong.empty();
    }
  }
}
